import type { Catalogue, InputField, OperationEntry } from "./catalogue";
import type { PlainCatalogue, PlainField, PlainOperation, PlainPath } from "./form/catalogue";
import { shortSample } from "./form/fields";
import { stepKinds } from "./steps/parse";

function at(sample: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (value, key) =>
        typeof value === "object" && value !== null && Object.hasOwn(value, key)
          ? Reflect.get(value, key)
          : undefined,
      sample,
    );
}

/** Describes the objects of a list by its first example. */
function itemsOf(list: unknown): Pick<PlainPath, "items"> {
  const first: unknown = Array.isArray(list) ? list[0] : null;
  if (typeof first !== "object" || first === null || Array.isArray(first)) return {};
  return {
    items: Object.entries(first).map(([path, value]) => ({ path, sample: shortSample(value) })),
  };
}

/** Returns the named paths of an operation's output with example values. Wildcards (`items.*`) are only for checks. */
const pathsOf = ({ outputs, sample }: OperationEntry): PlainPath[] =>
  outputs
    .filter((path) => !path.includes("*"))
    .map((path) => {
      const value = at(sample, path);
      return { path, sample: shortSample(value), ...itemsOf(value) };
    });

function toPlainField(field: InputField): PlainField {
  const { name, title, description, required, type, options, choices, isMoney, isMain } = field;
  const needs = new Set(choices.flatMap(({ from }) => Object.values(from ?? {})));
  return {
    name,
    title,
    description,
    required,
    type,
    options,
    ...(isMoney ? { isMoney } : {}),
    ...(isMain ? { isMain } : {}),
    ...(choices.length > 0 ? { choices: { needs: [...needs] } } : {}),
  };
}

/** Converts an operation to plain data for the browser. */
export const toPlainOperation = (entry: OperationEntry): PlainOperation => ({
  name: entry.name,
  provider: entry.provider,
  title: entry.title,
  description: entry.description,
  effect: entry.effect,
  movesMoney: entry.movesMoney,
  fields: entry.fields.map(toPlainField),
  outputs: pathsOf(entry),
});

/** Converts the catalogue to plain data for the browser. `seen` maps event types to the workspace's latest event. */
export function toPlainCatalogue(
  { operations, further, events, enrichments }: Catalogue,
  seen: ReadonlyMap<
    string,
    { readonly time: string; readonly data: Readonly<Record<string, unknown>> }
  > = new Map(),
): PlainCatalogue {
  const listed = [...events.values()].map(
    ({ type, provider, title, description, fields, sample }) => ({
      type,
      provider,
      title,
      description: description ?? "",
      fields,
      sample: seen.get(type)?.data ?? sample,
      lastAt: seen.get(type)?.time ?? null,
    }),
  );
  const observed = [...seen]
    .filter(([type]) => !events.has(type))
    .map(([type, { time, data }]) => ({
      type,
      provider: type.split(".")[0] ?? "",
      title: "",
      description: "",
      fields: Object.keys(data),
      sample: data,
      lastAt: time,
    }));
  return {
    operations: [...operations.values()].map(toPlainOperation),
    further: [...further.keys()],
    events: [...listed, ...observed],
    enrichments: [...enrichments.values()].map(({ name, provider, fields }) => ({
      name,
      provider,
      fields,
    })),
    stepKinds: stepKinds.map(({ kind, title, description }) => ({ kind, title, description })),
  };
}
