import type { AutomationDefinition } from "@/lib/automations/schema";
import { kindOf } from "@/lib/automations/steps/parse";
import type { AnyStep } from "@/lib/automations/steps/types";

function search(steps: readonly AnyStep[], id: string): AnyStep | undefined {
  for (const step of steps) {
    if (step.id === id) return step;
    for (const nested of kindOf(step).nested?.(step) ?? []) {
      const found = search(nested.steps, id);
      if (found) return found;
    }
  }
  return undefined;
}

/** Finds the step of this id, wherever it stands, with how often it is tried. */
export function stepOf(
  definition: AutomationDefinition,
  id: string,
): (AnyStep & { readonly retry?: { readonly max: number; readonly delay: string } }) | undefined {
  return search([...definition.steps, ...(definition.onFailure ?? [])], id);
}
