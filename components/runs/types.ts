import type {
  ListedRun,
  RunAttempt,
  RunDecision,
  RunStatus,
  RunStep,
  RunTrace,
} from "@/lib/contracts/run";
import type { ActionResult } from "@/lib/core/action-result";

/** A run in a list. Times are ISO 8601. */
export type ListedRunView = ListedRun;

/** Another run for the same event. */
export interface RelatedRunView extends ListedRunView {
  readonly automationName: string;
}

/** A run on its own page. */
export type RunView = RunTrace["run"];

export type {
  RunAttempt as AttemptView,
  RunDecision as DecisionView,
  RunStep as StepView,
  RunTrace as TraceView,
};

export interface RunActions {
  readonly retry: (id: string) => Promise<ActionResult<unknown>>;
  readonly rerun: (id: string, version: number) => Promise<ActionResult<{ id: string }>>;
  readonly cancel: (id: string) => Promise<ActionResult<unknown>>;
  readonly resolve: (id: string, key: string, done: boolean) => Promise<ActionResult<unknown>>;
}

/** Returns the status to show: a run in which every step that acts was skipped counts as skipped. */
export const shownStatus = ({
  status,
  skipped,
}: Pick<ListedRunView, "status" | "skipped">): RunStatus =>
  status === "succeeded" && skipped ? "skipped" : status;

export const isOpen = ({ finishedAt }: Pick<ListedRunView, "finishedAt">) => finishedAt === null;

/** How long something took, in a few characters; empty while that is not known. */
export function tookText(from: string | null, to: string | null): string {
  if (!from || !to) return "";
  const ms = Math.max(0, Date.parse(to) - Date.parse(from));
  if (ms < 1000) return `${ms} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const minutes = Math.round(ms / 60_000);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
