import type { Catalogue } from "./catalogue";
import { parseAutomation, type AutomationDefinition } from "./schema";
import { kindOf } from "./steps/parse";
import type { AnyStep } from "./steps/types";

/** Lists steps with all nested ones, each before those inside it. */
export const allSteps = (steps: readonly AnyStep[]): readonly AnyStep[] =>
  steps.flatMap((step) => [
    step,
    ...(kindOf(step).nested?.(step) ?? []).flatMap((inner) => allSteps(inner.steps)),
  ]);

/** Returns the ids of the apps that an automation uses, each once: first its trigger's, then those of its steps in order. */
export function appsOf(definition: AutomationDefinition, catalogue: Catalogue): readonly string[] {
  const known = new Set([...catalogue.events.values()].map(({ provider }) => provider));
  const trigger = "event" in definition.on ? [definition.on.event] : [];
  const operations = allSteps(definition.steps).flatMap(({ use }) =>
    typeof use === "string" ? [use] : [],
  );
  const apps = [...trigger, ...operations].map((name) => name.split(".")[0] ?? "");
  return [...new Set(apps)].filter(
    (app) => known.has(app) || operations.some((name) => name.startsWith(`${app}.`)),
  );
}

/** Returns the apps of a stored definition; none if it cannot be read. */
export function appsIn(json: unknown, catalogue: Catalogue): readonly string[] {
  const parsed = parseAutomation(json);
  return parsed.ok ? appsOf(parsed.definition, catalogue) : [];
}
