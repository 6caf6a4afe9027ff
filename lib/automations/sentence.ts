import type { Catalogue } from "./catalogue";
import { conditionWords } from "./condition-words";
import { moneyWords } from "./form/money";
import type { AutomationDefinition } from "./schema";
import { kindOf } from "./steps/parse";
import type { AnyStep, Words } from "./steps/types";

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

function triggerWords({ on }: AutomationDefinition, catalogue: Catalogue): string {
  if ("schedule" in on) return `On the schedule “${on.schedule}” (${on.timeZone})`;
  if ("manual" in on) return "When someone starts it";
  const { title, phrase } = catalogue.events.get(on.event) ?? {};
  const what = phrase ?? `${title ? `“${title}” (${on.event})` : on.event} happens`;
  return `When ${what}${on.where === undefined ? "" : ` and ${conditionWords(on.where)}`}`;
}

function stepsWords(steps: readonly AnyStep[], catalogue: Catalogue): string {
  const words: Words = {
    condition: conditionWords,
    steps: (inner) => stepsWords(inner, catalogue),
  };
  return steps
    .map((step) => {
      const what = step.name ? lower(step.name) : kindOf(step).sentence(step, catalogue, words);
      return step.when === undefined ? what : `if ${conditionWords(step.when)}, ${what}`;
    })
    .join(", then ");
}

function limitWords({ limits: { money } }: AutomationDefinition): string {
  if (!money) return "";
  return ` Auto-approval limit, if an owner allows it: ${money.map(moneyWords).join(", ")}.`;
}

/** Describes an automation in one sentence, so that people can check what it does. */
export function sentenceOf(definition: AutomationDefinition, catalogue: Catalogue): string {
  const failure = definition.onFailure
    ? ` If a step fails: ${stepsWords(definition.onFailure, catalogue)}.`
    : "";
  return `${triggerWords(definition, catalogue)}, ${stepsWords(definition.steps, catalogue)}.${failure}${limitWords(definition)}`;
}
