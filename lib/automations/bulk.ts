import type { Catalogue } from "./catalogue";
import type { Action, Scope } from "./plan-types";
import { kindOf } from "./steps/parse";
import type { AnyStep } from "./steps/types";

/** Max number of items that a loop processes without an approval or an owner's auto-approval limit. */
export const FREE_ROUNDS = 10;

/** True if a step or one of its inner steps changes something outside of the workspace. */
function writes(step: AnyStep, catalogue: Catalogue): boolean {
  const kind = kindOf(step);
  if (kind.writes?.(step, catalogue)) return true;
  const inside = kind.nested?.(step) ?? [];
  return inside.some(({ steps }) => steps.some((one) => writes(one, catalogue)));
}

/** Adds an approval to the action of a loop that would process many items. */
export function askForBulk(
  step: AnyStep,
  action: Action,
  { catalogue, scope }: { readonly catalogue: Catalogue; readonly scope: Scope },
): Action {
  if (action.kind !== "note") return action;
  const rounds = kindOf(step).rounds?.(step, action.output, scope).length ?? 0;
  if (rounds <= FREE_ROUNDS || !writes(step, catalogue)) return action;
  const reason = `Run “${step.name ?? step.id}” for ${rounds} items`;
  return { ...action, bulk: { items: rounds, reason } };
}
