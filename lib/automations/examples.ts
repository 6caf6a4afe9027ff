import { matchTopic } from "../core/topics";
import { ABSENT, readOwn } from "../expressions/paths";
import type { Catalogue } from "./catalogue";
import type { AutomationDefinition } from "./schema";
import { kindOf } from "./steps/parse";
import type { AnyStep } from "./steps/types";

const textIn = (value: unknown) => (typeof value === "string" ? value : "");

/** Returns the value at a path of the examples; `undefined` if none has it or their types differ. */
function agreed(samples: readonly unknown[], path: readonly string[]): unknown {
  const values = samples
    .map((sample) => path.reduce<unknown>((holder, key) => readOwn(holder, key), sample))
    .filter((value) => value !== ABSENT);
  const [first] = values;
  return values.every((value) => typeof value === typeof first) ? first : undefined;
}

/** Returns the example output of each step's operation by step id. */
function answersOf(
  steps: readonly AnyStep[],
  { operations }: Pick<Catalogue, "operations">,
): (readonly [string, unknown])[] {
  return steps.flatMap((step) => [
    [step.id, operations.get(textIn(step["use"]))?.sample] as const,
    ...(kindOf(step).nested?.(step) ?? []).flatMap((inner) =>
      answersOf(inner.steps, { operations }),
    ),
  ]);
}

/**
 * Returns a lookup of example values for conditions: fields of the event and outputs of steps. `own` is the pattern of
 * the event whose `data` a condition can read without the prefix `event.`.
 */
export function examplesFor(definition: AutomationDefinition, catalogue: Catalogue) {
  const all = [...definition.steps, ...(definition.onFailure ?? [])];
  const answers = new Map(answersOf(all, catalogue));
  const samplesOf = (pattern: string | undefined) =>
    [...catalogue.events.values()]
      .filter(({ type }) => pattern !== undefined && matchTopic(pattern, type))
      .map(({ sample }) => sample);
  const trigger = samplesOf("event" in definition.on ? definition.on.event : undefined);
  return (own?: string) => {
    const ownSamples = samplesOf(own);
    return (path: string): unknown => {
      const [first, second = "", ...rest] = path.split(".");
      if (first === "data") return agreed(ownSamples, [second, ...rest]);
      if (first === "event" && second === "data") return agreed(trigger, rest);
      return first === "steps" ? agreed([answers.get(second)], rest) : undefined;
    };
  };
}
