import type { Catalogue } from "./catalogue";
import type { Action, Scope } from "./plan-types";
import { kindOf } from "./steps/parse";
import type { AnyStep } from "./steps/types";

/** More rounds than this send something only when a person, or an owner's allowance, says so. */
export const FREE_ROUNDS = 10;

/** Whether a step, or one inside of it, changes something outside. */
function writes(step: AnyStep, catalogue: Catalogue): boolean {
  const kind = kindOf(step);
  if (kind.writes?.(step, catalogue)) return true;
  const inside = kind.nested?.(step) ?? [];
  return inside.some(({ steps }) => steps.some((one) => writes(one, catalogue)));
}

/** A step's action, which asks a person first when it would send something to many. */
export function askForBulk(
  step: AnyStep,
  action: Action,
  { catalogue, scope }: { readonly catalogue: Catalogue; readonly scope: Scope },
): Action {
  if (action.kind !== "note") return action;
  const rounds = kindOf(step).rounds?.(step, action.output, scope).length ?? 0;
  if (rounds <= FREE_ROUNDS || !writes(step, catalogue)) return action;
  const reason = `Do “${step.name ?? step.id}” for ${rounds} items`;
  return { ...action, bulk: { items: rounds, reason } };
}
