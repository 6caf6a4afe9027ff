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

function wordsOf(action: Action): { what: string; input: unknown } {
  switch (action.kind) {
    case "call":
      return { what: action.operation, input: action.input };
    case "http":
      return { what: `${action.method} ${action.url}`, input: action.body };
    case "publish":
      return { what: action.type, input: action.data };
    case "postpone":
      return { what: `${action.reason}, until ${time(action.until)}`, input: null };
    case "sleep":
      return { what: `until ${time(action.until)}`, input: null };
    case "wait":
      return { what: `${action.pattern}, until ${time(action.until)}`, input: null };
    case "approve":
      return { what: action.reason, input: null };
    case "note":
      return { what: "", input: action.output };
    case "fail":
      return { what: action.error, input: null };
  }
}

/** Question for the approver; `null` if the action needs no approval. */
function questionOf(action: Action): string | null {
  if (action.kind === "note" && action.bulk)
    return `${action.bulk.reason} (unless within the auto-approval limit)`;
  if (action.kind !== "call" || action.asks === "never") return null;
  return action.asks === "always"
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
      const what = decision.reason;
      planned.push({ key, kind, does: "skip", what, input: null, warnings: [] });
      steps.set(key, { status: "skipped" });
      continue;
    }
    const { action, warnings } = decision;
    const what = questionOf(action);
    if (what !== null)
      planned.push({ key, kind, does: "approve", what, input: null, warnings: [] });
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
