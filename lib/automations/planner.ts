import { matches } from "../expressions/evaluate";
import { askForBulk } from "./bulk";
import type { Catalogue } from "./catalogue";
import { compileCondition } from "./condition";
import { describeRefusal } from "./condition-words";
import type { Decision, Scope, StepState } from "./plan-types";
import type { AutomationDefinition } from "./schema";
import { kindOf } from "./steps/parse";
import type { AnyStep, Frame } from "./steps/types";

/** Input of the planner. */
export interface RunState {
  /** `event`, `run` and the fetched enrichments. */
  readonly scope: Scope;
  /** By step key: `ticket`, `lines[0].tell` for a nested step, `onFailure:alert`. */
  readonly steps: ReadonlyMap<string, StepState>;
  readonly catalogue: Catalogue;
  readonly nowMs: number;
}

interface Walk {
  readonly state: RunState;
  readonly prefix: string;
  readonly scope: Scope;
  /** Results of earlier steps by id. */
  readonly results: Record<string, unknown>;
}

const frameOf = ({ state, scope, results }: Walk, resumed: boolean): Frame => ({
  scope: { ...scope, steps: results },
  catalogue: state.catalogue,
  nowMs: state.nowMs,
  resumed,
});

function begin(
  step: AnyStep,
  key: string,
  walk: Walk,
  { kind, resumed = false }: { kind: "begin" | "due"; resumed?: boolean },
): Decision {
  const stepKind = kindOf(step);
  const frame = frameOf(walk, resumed);
  const { action, warnings } = stepKind.plan(step, frame);
  return {
    kind,
    key,
    step: step.id,
    stepKind: stepKind.kind,
    action: askForBulk(step, action, frame),
    warnings,
  };
}

function fresh(step: AnyStep, key: string, walk: Walk): Decision {
  if (step.when !== undefined) {
    const { scope, nowMs } = frameOf(walk, false);
    const { matched, diagnostics } = matches(compileCondition(step.when), scope, { nowMs });
    if (!matched)
      return {
        kind: "skip",
        key,
        step: step.id,
        stepKind: kindOf(step).kind,
        reason: describeRefusal(step.when, diagnostics),
      };
  }
  return begin(step, key, walk, { kind: "begin" });
}

function inside(step: AnyStep, key: string, output: unknown, walk: Walk): Decision | null {
  const rounds = kindOf(step).rounds?.(step, output, walk.scope) ?? [];
  for (const round of rounds) {
    const decision = walkSteps(round.steps, {
      state: walk.state,
      prefix: `${key}[${round.prefix}].`,
      scope: { ...walk.scope, ...round.scope },
      results: { ...walk.results },
    });
    if (decision) return decision;
  }
  return null;
}

function proceed(step: AnyStep, walk: Walk): Decision | null {
  const key = `${walk.prefix}${step.id}`;
  const known = walk.state.steps.get(key);
  switch (known?.status) {
    case undefined:
      return fresh(step, key, walk);
    case "skipped":
      return null;
    case "succeeded":
      walk.results[step.id] = known.output ?? {};
      return inside(step, key, known.output, walk);
    case "waiting":
      return known.notBefore !== null && (known.notBefore ?? 0) <= walk.state.nowMs
        ? begin(step, key, walk, { kind: "due" })
        : { kind: "idle", until: known.notBefore ?? null };
    case "running":
      return begin(step, key, walk, { kind: "due", resumed: true });
    case "indeterminate":
      return { kind: "stuck", key };
    case "cancelled":
      return { kind: "finish", status: "cancelled", failedStep: null, error: known.error ?? null };
    case "failed":
      return { kind: "finish", status: "failed", failedStep: key, error: known.error ?? null };
  }
}

function walkSteps(steps: readonly AnyStep[], walk: Walk): Decision | null {
  for (const step of steps) {
    const decision = proceed(step, walk);
    if (decision) return decision;
  }
  return null;
}

/**
 * Decides the next action of a run. Pure: the same definition, event and step states give the same decision, so another
 * process can resume the run after a crash. Steps run in order. A step without a state has not started.
 */
export function nextStep(definition: AutomationDefinition, state: RunState): Decision {
  const results: Record<string, unknown> = {};
  const main = walkSteps(definition.steps, { state, prefix: "", scope: state.scope, results });
  if (main === null) return { kind: "finish", status: "succeeded", failedStep: null, error: null };
  if (main.kind !== "finish" || main.status !== "failed" || !definition.onFailure) return main;
  const run = {
    ...(state.scope["run"] as Scope | undefined),
    failedStep: main.failedStep,
    error: main.error,
  };
  const rescue = walkSteps(definition.onFailure, {
    state,
    prefix: "onFailure:",
    scope: { ...state.scope, run },
    results,
  });
  return rescue === null || rescue.kind === "finish" ? main : rescue;
}
