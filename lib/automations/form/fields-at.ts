import { formOf } from "../steps/forms";
import type { PlainCatalogue, PlainPath } from "./catalogue";
import { eventFields, withMoneySamples, type FieldOption } from "./fields";
import type { FormState, StepForm } from "./types";

const SCHEDULED = ["id", "type", "time", "data.scheduledAt"];
const RUN = ["run.id", "run.automation", "run.version", "run.startedAt"];
const FAILURE = ["run.failedStep", "run.error"];

const plain = (group: string) => (path: string) => ({ path, sample: "", value: "", group });

function triggerFields({ trigger }: FormState, catalogue: PlainCatalogue): FieldOption[] {
  if (trigger.kind !== "event") return SCHEDULED.map((path) => plain("The start")(`event.${path}`));
  return eventFields(catalogue, trigger.event).map((field) => ({
    ...field,
    path: `event.${field.path}`,
  }));
}

function outputsOf(step: StepForm, catalogue: PlainCatalogue): readonly PlainPath[] {
  const kind = formOf(step.kind);
  const named = kind?.outputs?.filter((path) => !path.includes("*")) ?? [];
  return [
    ...named.map((path) => ({ path, sample: "" })),
    ...(kind?.moreOutputs?.(step.body, catalogue) ?? []),
  ];
}

function outputFields(step: StepForm, catalogue: PlainCatalogue): FieldOption[] {
  const outputs = outputsOf(step, catalogue).map(({ path, sample, items }) => ({
    path: `steps.${step.id}.${path}`,
    sample,
    value: sample,
    items,
    group: `Step “${step.name || step.id}”`,
  }));
  return withMoneySamples(outputs);
}

/** Returns the fields that are available in a step of this list or nested in it; `null` if the step is not found. */
function knownAt(
  steps: readonly StepForm[],
  catalogue: PlainCatalogue,
  uid: number,
  before: readonly FieldOption[],
): readonly FieldOption[] | null {
  let known = before;
  for (const step of steps) {
    if (step.uid === uid) return known;
    const own = formOf(step.kind)?.innerFields?.(step, known) ?? [];
    const hidden = new Set(own.map(({ path }) => path));
    const inside = [...own, ...known.filter(({ path }) => !hidden.has(path))];
    for (const list of step.inner) {
      const found = knownAt(list.steps, catalogue, uid, inside);
      if (found) return found;
    }
    known = [...known, ...outputFields(step, catalogue)];
  }
  return null;
}

/**
 * Returns the fields that a step can use: items of surrounding loops, the event, enrichments, earlier steps and the run.
 * An inner step can use everything that the outer step can, and the steps before it in its own list.
 */
export function fieldsAt(form: FormState, catalogue: PlainCatalogue, uid: number): FieldOption[] {
  const start = [
    ...triggerFields(form, catalogue),
    ...catalogue.enrichments.flatMap(({ name, fields }) =>
      fields.map((field) => plain(`The event's ${name}`)(`${name}.${field}`)),
    ),
  ];
  const run = RUN.map(plain("The run"));
  const found = knownAt(form.steps, catalogue, uid, start);
  if (found) return [...found, ...run];
  const done = form.steps.flatMap((step) => outputFields(step, catalogue));
  return [
    ...(knownAt(form.onFailure, catalogue, uid, [...start, ...done]) ?? []),
    ...run,
    ...FAILURE.map(plain("The run")),
  ];
}
