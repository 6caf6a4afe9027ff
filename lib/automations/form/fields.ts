import { matchTopic } from "../../core/topics";
import type { PlainCatalogue, PlainEvent, PlainPath } from "./catalogue";
import type { FormState, StepForm, StepList } from "./types";

/** A field that exists at a place of an automation. */
export interface FieldOption extends PlainPath {
  /** Where it comes from, for people: "The event", "Step ticket". */
  readonly group: string;
  /** The example itself, for its type. */
  readonly value?: unknown;
}

const SHOWN = 60;

/** A value in a few words. */
export function shortSample(value: unknown): string {
  if (value === undefined || value === null) return "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text;
}

const ENVELOPE = ["id", "type", "subject", "time", "source", "origin", "livemode"];

/** Events of the catalogue that a pattern means. */
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

/** The fields of an event's own, as its conditions see them: `data.amount`, `subject`. */
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
  return [...data, ...envelope];
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

/** What a step at this place can refer to: the event, what is fetched beside it, earlier steps, the run. */
export function fieldsAt(
  form: FormState,
  catalogue: PlainCatalogue,
  list: StepList,
  index: number,
): FieldOption[] {
  const before =
    list === "steps"
      ? form.steps.slice(0, index)
      : [...form.steps, ...form.onFailure.slice(0, index)];
  return [
    ...triggerFields(form, catalogue),
    ...catalogue.enrichments.flatMap(({ name, fields }) =>
      fields.map((field) => plain(`The event's ${name}`)(`${name}.${field}`)),
    ),
    ...before.flatMap((step) =>
      outputsOf(step, catalogue).map(({ path, sample }) => ({
        path: `steps.${step.id}.${path}`,
        sample,
        value: sample,
        group: `Step “${step.name || step.id}”`,
      })),
    ),
    ...[...RUN, ...(list === "onFailure" ? FAILURE : [])].map(plain("The run")),
  ];
}

/** The hole that a field chip puts into a text. An amount with a currency beside it is written as money. */
export function holeFor(path: string, all: readonly { readonly path: string }[]): string {
  const [, holder, name = ""] = /^(.*\.)?([^.]+)$/.exec(path) ?? [];
  const currency = `${holder ?? ""}currency`;
  const isMoney = /^(?:amount|total)(?:_|$)/.test(name) && all.some((one) => one.path === currency);
  return isMoney ? `{{${path} | money: ${currency}}}` : `{{${path}}}`;
}
