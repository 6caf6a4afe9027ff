import type { RunStatus, StepStatus } from "@/lib/contracts/run";
import type { ActionResult } from "@/lib/core/action-result";

/** A run in a list. Times are ISO 8601. */
export interface ListedRunView {
  readonly id: string;
  readonly automationId: string;
  readonly version: number;
  readonly trigger: {
    readonly id: string;
    readonly type: string;
    readonly subject?: string | undefined;
    readonly time: string;
  };
  /** The event in one line for people, e.g. "Payment received · $75.00 · Ada Whitfield". */
  readonly line: string;
  readonly eventSeq: number | null;
  readonly status: RunStatus;
  readonly reason: string | null;
  /** The reason why a succeeded run did nothing: all steps that act were skipped. */
  readonly skipped?: string | null;
  readonly failedStep: string | null;
  readonly wakeAt: string | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

/** Another run for the same event. */
export interface RelatedRunView extends ListedRunView {
  readonly automationName: string;
}

/** A run on its own page. */
export interface RunView extends ListedRunView {
  readonly trigger: ListedRunView["trigger"] & { readonly data: Readonly<Record<string, unknown>> };
}

export interface AttemptView {
  readonly attempt: number;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly outcome: string | null;
  readonly httpStatus: number | null;
  readonly requestId: string | null;
  readonly error: string | null;
}

export interface StepView {
  /** The step's key in the run, e.g. `ticket`, `lines[0].tell`. */
  readonly key: string;
  readonly kind: string;
  /** The step's name, or the human label of its operation or kind. */
  readonly title: string;
  /** What it sends, publishes or calls; `null` if that is not known. */
  readonly target: string | null;
  readonly status: StepStatus;
  readonly attempt: number;
  readonly idempotencyKey: string;
  readonly input: unknown;
  readonly plan: unknown;
  readonly output: unknown;
  readonly warnings: readonly string[];
  readonly reason: string | null;
  readonly notBefore: string | null;
  readonly waitPattern: string | null;
  readonly emitted: string | null;
  /** The page at the provider that shows the step's result. */
  readonly seenAt?: { readonly text: string; readonly url: string } | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly attempts: readonly AttemptView[];
}

/** A person's decision on a step. */
export interface DecisionView {
  /** The step's key. */
  readonly key: string;
  readonly isGranted: boolean;
  /** `null` when the person is no longer a member. */
  readonly by: string | null;
  readonly at: string;
  readonly note: string | null;
}

export interface TraceView {
  readonly run: RunView;
  readonly automation:
    | { readonly id: string; readonly name: string; readonly liveVersion: number | null }
    | undefined;
  readonly definition?: unknown;
  readonly steps: readonly StepView[];
  /** Steps of the run with a pending approval, by key. */
  readonly approvals: readonly { readonly id: string; readonly key: string }[];
  /** Decisions on the run's approvals. */
  readonly decisions: readonly DecisionView[];
}

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
