import { formatMinor } from "../../core/money";
import { matchTopic } from "../../core/topics";
import type { PlainCatalogue, PlainEvent, PlainPath } from "./catalogue";
import { currencyFieldOf } from "./money";
import type { FormState, StepForm } from "./types";

/** A field that is available in a step. */
export interface FieldOption extends PlainPath {
  /** Source of the field: "The event", "Step ticket". */
  readonly group: string;
  /** Example value; its type is the type of the field. */
  readonly value?: unknown;
}

const SHOWN = 60;

/** Formats a value as a short text. */
export function shortSample(value: unknown): string {
  if (value === undefined || value === null) return "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text;
}

const ENVELOPE = ["id", "type", "subject", "time", "source", "origin", "livemode"];

/** Returns the events of the catalogue that match a pattern. */
export const eventsOf = (catalogue: PlainCatalogue, pattern: string): readonly PlainEvent[] =>
  catalogue.events.filter(({ type }) => type === pattern || matchTopic(pattern, type));

const isBranch = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function leaves(path: string, value: unknown, depth: number): { path: string; value: unknown }[] {
  if (!isBranch(value) || depth > 3 || Object.keys(value).length === 0) return [{ path, value }];
  return Object.entries(value).flatMap(([key, inner]) =>
    /^\w+$/.test(key) ? leaves(`${path}.${key}`, inner, depth + 1) : [],
  );
}

/** Formats example amounts as money, with the example of the currency next to them. */
function withMoneySamples<F extends FieldOption>(fields: readonly F[]): F[] {
  return fields.map((field) => {
    const beside = currencyFieldOf(field.path, fields);
    const currency = fields.find(({ path }) => path === beside)?.value;
    const isMinor = /^-?\d{1,15}$/.test(String(field.value));
    return typeof currency === "string" && currency !== "" && isMinor
      ? { ...field, sample: formatMinor(Number(field.value), currency) }
      : field;
  });
}

/** Returns the fields of an event as its conditions use them: `data.amount`, `subject`. */
export function eventFields(catalogue: PlainCatalogue, pattern: string): FieldOption[] {
  const events = pattern === "" ? [] : eventsOf(catalogue, pattern);
  const byPath = new Map<string, unknown>();
  for (const { fields, sample } of events)
    for (const name of new Set([...fields, ...Object.keys(sample)]))
      for (const { path, value } of leaves(`data.${name}`, sample[name], 0))
        if (byPath.get(path) === undefined) byPath.set(path, value);
  const data = [...byPath].map(([path, value]) => ({
    path,
    value,
    sample: shortSample(value),
    group: "The event",
  }));
  const envelope = ENVELOPE.map((path) => ({
    path,
    value: path === "type" ? pattern : path === "livemode" ? true : "",
    sample: path === "type" ? pattern : "",
    group: "About the event",
  }));
  return [...withMoneySamples(data), ...envelope];
}

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

function outputsOf(step: StepForm, catalogue: PlainCatalogue): PlainPath[] {
  const bare = (path: string) => ({ path, sample: "" });
  switch (step.kind) {
    case "use":
      return [
        ...(catalogue.operations.find(({ name }) => name === step.body["use"])?.outputs ?? []),
      ];
    case "waitFor": {
      const waited = step.body["waitFor"] as { event?: unknown } | undefined;
      const pattern = typeof waited?.event === "string" ? waited.event : "";
      return [
        bare("timedOut"),
        ...eventFields(catalogue, pattern).map(({ path, sample }) => ({
          path: `event.${path}`,
          sample,
        })),
      ];
    }
    case "publish":
      return ["id", "type"].map(bare);
    case "approve":
      return [bare("approvedBy")];
    case "http":
      return ["status", "body"].map(bare);
    case "forEach":
      return ["count", "items"].map(bare);
    case "branch":
      return [bare("taken")];
    default:
      return [];
  }
}

const stepGroup = (step: StepForm) => `Step “${step.name || step.id}”`;

function outputFields(step: StepForm, catalogue: PlainCatalogue): FieldOption[] {
  const outputs = outputsOf(step, catalogue).map(({ path, sample, items }) => ({
    path: `steps.${step.id}.${path}`,
    sample,
    value: sample,
    items,
    group: stepGroup(step),
  }));
  return withMoneySamples(outputs);
}

/** Returns the fields of the current item of a loop. */
function itemFields(step: StepForm, known: readonly FieldOption[]): FieldOption[] {
  if (step.kind !== "forEach") return [];
  const { as, forEach: source } = step.body;
  const name = typeof as === "string" && as !== "" ? as : "item";
  const path = typeof source === "string" ? /^\{\{\s*([^{}|]+?)\s*\}\}$/.exec(source)?.[1] : null;
  const list = known.find((field) => field.path === path);
  const [first] = Array.isArray(list?.value) ? (list.value as unknown[]) : [];
  const below = isBranch(first)
    ? leaves(name, first, 0)
    : (list?.items ?? []).map((item) => ({ path: `${name}.${item.path}`, value: item.sample }));
  return [
    { path: name, value: first },
    ...below.filter((field) => field.path !== name),
    { path: "index", value: 0 },
  ].map((field) => ({
    ...field,
    sample: shortSample(field.value),
    group: `Each ${name} of “${step.name || step.id}”`,
  }));
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
    const own = itemFields(step, known);
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

/** Returns the placeholder for a field. An amount with a currency next to it is formatted as money. */
export function holeFor(path: string, all: readonly { readonly path: string }[]): string {
  const currency = currencyFieldOf(path, all);
  return currency === null ? `{{${path}}}` : `{{${path} | money: ${currency}}}`;
}
