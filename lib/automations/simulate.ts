import type { Catalogue } from "./catalogue";
import type { MeshEventLike } from "./event";
import type { Action, StepState } from "./plan-types";
import { nextStep } from "./planner";
import type { AutomationDefinition } from "./schema";

/** A step as it would run. */
export interface PlannedStep {
  readonly key: string;
  readonly kind: string;
  /** The kind of the action, or `skip`. */
  readonly does: Action["kind"] | "skip";
  /** The outcome in words for people: "would wait". */
  readonly label: string;
  /** Operation, event type, URL, time, reason or error. */
  readonly what: string;
  /** Data that would be sent or published. */
  readonly input: unknown;
  readonly warnings: readonly string[];
}

export interface Simulation {
  readonly steps: readonly PlannedStep[];
  readonly status: "succeeded" | "failed";
  readonly error: string | null;
}

const MAX_STEPS = 500;

/** Placeholders such as `‹customer.email›` for data that is fetched when a run starts. */
function placeholders(catalogue: Catalogue): Record<string, Record<string, string>> {
  return Object.fromEntries(
    [...catalogue.enrichments.values()].map(({ name, fields }) => [
      name,
      Object.fromEntries(fields.map((field) => [field, `‹${name}.${field}›`])),
    ]),
  );
}

const time = (ms: number) => new Date(ms).toISOString();

type Words = Pick<PlannedStep, "label" | "what" | "input">;

function wordsOf(action: Action): Words {
  switch (action.kind) {
    case "call":
      return { label: "would do", what: action.operation, input: action.input };
    case "http":
      return { label: "would call", what: `${action.method} ${action.url}`, input: action.body };
    case "publish":
      return { label: "would publish", what: action.type, input: action.data };
    case "postpone": {
      const what = `${action.reason}, until ${time(action.until)}`;
      return { label: "would be postponed", what, input: null };
    }
    case "sleep":
      return { label: "would wait", what: `until ${time(action.until)}`, input: null };
    case "wait": {
      const what = `${action.pattern}, until ${time(action.until)}`;
      return { label: "would wait for", what, input: null };
    }
    case "approve":
      return { label: "would ask", what: action.reason, input: null };
    case "note":
      return { label: "would go on", what: "", input: action.output };
    case "fail":
      return { label: "would fail", what: action.error, input: null };
  }
}

/** Question for the approver; `null` if the action needs no approval. */
function questionOf(action: Action): string | null {
  if (action.kind === "note" && action.bulk)
    return `${action.bulk.reason} (unless within the auto-approval limit)`;
  if (action.kind !== "call" || action.approvalPolicy === "never") return null;
  return action.approvalPolicy === "always"
    ? "Send this request"
    : "Move this amount (unless within the auto-approval limit)";
}

/** Example output of a step: that of its operation, otherwise the minimum that every result has. */
function outputOf(action: Action, catalogue: Catalogue): unknown {
  if (action.kind === "call") return catalogue.operations.get(action.operation)?.sample ?? {};
  if (action.kind === "note") return action.output;
  if (action.kind === "wait") return { timedOut: true };
  if (action.kind === "http") return { status: 200, body: null };
  return {};
}

export interface SimulationOptions {
  readonly catalogue: Catalogue;
  /** Start time in epoch milliseconds. */
  readonly nowMs: number;
  /** Called before each step. The simulation fails when it returns true. */
  readonly mustStop?: () => boolean;
}

/**
 * Simulates an automation for an event. Sends nothing and reads no clock. Delays pass at once, awaited events do not
 * arrive, and operations return their examples.
 */
export function simulate(
  definition: AutomationDefinition,
  event: MeshEventLike,
  { catalogue, nowMs, mustStop = () => false }: SimulationOptions,
): Simulation {
  const steps = new Map<string, StepState>();
  const planned: PlannedStep[] = [];
  let now = nowMs;
  const run = { id: "preview", automation: definition.name, version: 0, startedAt: time(nowMs) };
  const scope = { ...placeholders(catalogue), event, run };
  for (let count = 0; count < MAX_STEPS; count++) {
    if (mustStop())
      return {
        steps: planned,
        status: "failed",
        error: "The test took too long, so the remaining steps are not shown.",
      };
    const decision = nextStep(definition, { scope, steps, catalogue, nowMs: now });
    if (decision.kind === "finish")
      return {
        steps: planned,
        status: decision.status === "succeeded" ? "succeeded" : "failed",
        error: decision.error,
      };
    if (decision.kind === "idle" || decision.kind === "stuck") break;
    const { key, stepKind: kind } = decision;
    if (decision.kind === "skip") {
      const words: Words = { label: "would be skipped", what: decision.reason, input: null };
      planned.push({ key, kind, does: "skip", ...words, warnings: [] });
      steps.set(key, { status: "skipped" });
      continue;
    }
    const { action, warnings } = decision;
    const question = questionOf(action);
    if (question !== null) {
      const words: Words = { label: "would ask", what: question, input: null };
      planned.push({ key, kind, does: "approve", ...words, warnings: [] });
    }
    planned.push({ key, kind, does: action.kind, ...wordsOf(action), warnings });
    if (action.kind === "postpone") {
      now = action.until;
      continue;
    }
    steps.set(
      key,
      action.kind === "fail"
        ? { status: "failed", error: action.error }
        : { status: "succeeded", output: outputOf(action, catalogue) },
    );
  }
  return { steps: planned, status: "failed", error: "The automation does not end." };
}
