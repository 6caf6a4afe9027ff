import { allSteps } from "@/lib/automations/apps";
import type { Catalogue } from "@/lib/automations/catalogue";
import { eventLabel } from "@/lib/automations/event-line";
import { parseAutomation } from "@/lib/automations/schema";
import { stepKinds } from "@/lib/automations/steps/parse";
import { humanise, shorten } from "@/lib/core/text";
import type { StepRow } from "@/lib/db/steps";

type Step = Pick<StepRow, "key" | "step" | "kind" | "plan" | "input" | "output">;

/** A step of a run in words. */
export interface StepWords {
  /** The step's own name, or the human label of its operation or kind. */
  readonly title: string;
  /** The text, event or address that it sends, publishes or calls, such as “Ada paid $75.00”; `null` if that is not known. */
  readonly target: string | null;
}

const SENT = ["text", "summary", "title", "subject", "comment", "body", "message"] as const;
const PLACES = ["channel", "to", "project", "issue", "key"] as const;
const MAX_TARGET = 120;

const textOf = (holder: unknown, names: readonly string[]): string | null =>
  names
    .map((name): unknown =>
      typeof holder === "object" && holder !== null ? Reflect.get(holder, name) : null,
    )
    .find((value): value is string => typeof value === "string" && value.trim() !== "") ?? null;

function hostOf(url: string | null): string | null {
  return url !== null && URL.canParse(url) ? new URL(url).host : null;
}

function targetOf({ kind, input, output }: Step, catalogue: Catalogue): string | null {
  if (kind === "http") return hostOf(textOf(input, ["url"]));
  if (kind === "publish") {
    const type = textOf(output, ["type"]);
    return type === null ? null : eventLabel(type, catalogue);
  }
  const sent = textOf(input, SENT);
  return sent === null ? textOf(input, PLACES) : `“${sent}”`;
}

/** Returns which round of its loop a step belongs to, from 1; `null` outside of loops. */
function roundOf(key: string): number | null {
  const index = /\[(\d+)\]/.exec(key)?.[1];
  return index === undefined ? null : Number(index) + 1;
}

function wordsOf(
  step: Step,
  names: ReadonlyMap<string, string | undefined>,
  catalogue: Catalogue,
): StepWords {
  const operation = textOf(step.plan, ["operation"]) ?? "";
  const title =
    names.get(step.step) ??
    catalogue.operations.get(operation)?.title ??
    stepKinds.find(({ kind }) => kind === step.kind)?.title ??
    step.kind;
  const round = roundOf(step.key);
  const target = targetOf(step, catalogue);
  return {
    title: round === null ? title : `${title} (item ${round})`,
    target: target === null ? null : shorten(target, MAX_TARGET),
  };
}

const rowOf = ({ title, target }: StepWords) => `${title}\n${target ?? ""}`;

/**
 * Describes the steps of a run in their order, so that no two of them read the same: where name, label and target are
 * equal, the step's id is added.
 */
export function wordsOfSteps(
  steps: readonly Step[],
  definition: unknown,
  catalogue: Catalogue,
): readonly StepWords[] {
  const parsed = parseAutomation(definition);
  const known = parsed.ok
    ? allSteps([...parsed.definition.steps, ...(parsed.definition.onFailure ?? [])])
    : [];
  const names = new Map(known.map(({ id, name }) => [id, name]));
  const words = steps.map((step) => wordsOf(step, names, catalogue));
  const rows = words.map(rowOf);
  return words.map((one, at) =>
    rows.indexOf(rowOf(one)) === rows.lastIndexOf(rowOf(one))
      ? one
      : { ...one, title: `${one.title}: ${humanise(steps[at]?.step ?? "")}` },
  );
}
