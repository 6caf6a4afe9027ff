import { formatMinor } from "../../core/money";
import { matchTopic } from "../../core/topics";
import type { PlainCatalogue, PlainEvent, PlainPath } from "./catalogue";
import { isFields } from "./json";
import { currencyFieldOf } from "./money";

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

/** Returns the values inside a value with their paths, down to the fourth level. */
export function leaves(
  path: string,
  value: unknown,
  depth = 0,
): readonly { readonly path: string; readonly value: unknown }[] {
  if (!isFields(value) || depth > 3 || Object.keys(value).length === 0) return [{ path, value }];
  return Object.entries(value).flatMap(([key, inner]) =>
    /^\w+$/.test(key) ? leaves(`${path}.${key}`, inner, depth + 1) : [],
  );
}

/** Formats example amounts as money, with the example of the currency next to them. */
export function withMoneySamples<F extends FieldOption>(fields: readonly F[]): F[] {
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
      for (const { path, value } of leaves(`data.${name}`, sample[name]))
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

/** Returns the placeholder for a field. An amount with a currency next to it is formatted as money. */
export function holeFor(path: string, all: readonly { readonly path: string }[]): string {
  const currency = currencyFieldOf(path, all);
  return currency === null ? `{{${path}}}` : `{{${path} | money: ${currency}}}`;
}
