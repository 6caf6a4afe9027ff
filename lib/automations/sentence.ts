import { apiExponent, formatMinor } from "../core/money";
import type { Catalogue } from "./catalogue";
import type { Condition, DataCondition } from "./condition";
import { moneyWords } from "./form/money";
import { referenceWords } from "./reference-words";
import type { AutomationDefinition } from "./schema";
import { kindOf } from "./steps/parse";
import type { AnyStep, Words } from "./steps/types";

const WORDS: Readonly<Record<string, string>> = {
  eq: "is",
  ne: "is not",
  gt: "is more than",
  gte: "is at least",
  lt: "is less than",
  lte: "is at most",
  contains: "contains",
};

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

/** The currency that a condition itself fixes, so that an amount can be said in it. */
function currencyOf(condition: DataCondition): string | undefined {
  const entry = Object.entries(condition).find(([key]) => /(?:^|\.)currency$/.test(key))?.[1];
  const wanted = entry && !Array.isArray(entry) ? (entry as { eq?: unknown }).eq : undefined;
  return typeof wanted === "string" && apiExponent(wanted) !== null ? wanted : undefined;
}

function say(path: string, value: unknown, currency: string | undefined): string {
  const isAmount = /(?:^|\.)amount/.test(path) && typeof value === "number";
  if (isAmount && currency) return formatMinor(value, currency);
  if (isAmount) return `${value} (in the currency's smallest unit)`;
  return typeof value === "string" ? `“${value}”` : String(value);
}

function dataWords(condition: DataCondition): string {
  const currency = currencyOf(condition);
  return Object.entries(condition)
    .map(([key, part]) => {
      if (key === "not") return `not (${dataWords(part as DataCondition)})`;
      if (key === "all") return (part as DataCondition[]).map(dataWords).join(" and ");
      if (key === "any") return `(${(part as DataCondition[]).map(dataWords).join(" or ")})`;
      return Object.entries(part)
        .map(([test, wanted]: [string, unknown]) => {
          if (test === "exists")
            return `${referenceWords(key)} is ${wanted === true ? "" : "not "}there`;
          if (test === "in")
            return `${referenceWords(key)} is one of ${(wanted as unknown[]).map((one) => say(key, one, currency)).join(", ")}`;
          return `${referenceWords(key)} ${WORDS[test] ?? test} ${say(key, wanted, currency)}`;
        })
        .join(" and ");
    })
    .join(" and ");
}

/** A condition in words, for people. */
export const conditionWords = (condition: Condition): string =>
  typeof condition === "string" ? condition : dataWords(condition);

function triggerWords({ on }: AutomationDefinition, catalogue: Catalogue): string {
  if ("schedule" in on) return `At the times of “${on.schedule}” (${on.timeZone})`;
  if ("manual" in on) return "When somebody starts it";
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
  return ` Where an owner allows it, money moves without asking: ${money.map(moneyWords).join(", ")}.`;
}

/** An automation as one sentence, for people to check that it means what they meant. */
export function sentenceOf(definition: AutomationDefinition, catalogue: Catalogue): string {
  const failure = definition.onFailure
    ? ` If a step fails for good: ${stepsWords(definition.onFailure, catalogue)}.`
    : "";
  return `${triggerWords(definition, catalogue)}, ${stepsWords(definition.steps, catalogue)}.${failure}${limitWords(definition)}`;
}
