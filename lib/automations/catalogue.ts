import * as z from "zod";

import { matchTopic } from "../core/topics";
import { isSink, type Sink } from "../expressions/sinks";
import { listOperations, operationOf } from "../providers/catalogue";
import type {
  ChoiceSource,
  Enrichment,
  EventType,
  Operation,
  OperationSummary,
  ProviderAdapter,
} from "../providers/types";

/** An operation in the catalogue. */
export interface OperationEntry {
  /** Full name, e.g. `jira.issues.create`. */
  readonly name: string;
  readonly provider: string;
  readonly title: string;
  readonly description: string;
  readonly phrase: string | undefined;
  readonly effect: Operation["effect"];
  readonly movesMoney: boolean;
  /** Returns true for inputs that make a write final. */
  readonly raises?: ((input: unknown) => boolean) | undefined;
  readonly input: z.ZodType;
  /** Top-level input fields; `required` ones must be given. */
  readonly fields: readonly InputField[];
  /** Example output, from the operation's first example. */
  readonly sample: unknown;
  /** Known paths of the output; `["*"]` if they are not known. */
  readonly outputs: readonly string[];
}

export interface InputField {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly required: boolean;
  readonly type: "text" | "number" | "boolean" | "list" | "object" | "any";
  readonly options: readonly string[];
  readonly sink: Sink;
  /** True for an amount in the smallest unit of its currency. */
  readonly isMoney: boolean;
  /** True if a form shows the field although it is optional. */
  readonly isMain: boolean;
  /** Max length of a text for people; longer text is shortened. `null` for no limit. */
  readonly maxLength: number | null;
  /** Operations that list the possible values. */
  readonly choices: readonly ChoiceSource[];
}

export interface EventEntry extends EventType {
  readonly type: string;
  readonly provider: string;
}

export interface EnrichmentEntry extends Enrichment {
  readonly provider: string;
}

/** Operations by full name. Those that a provider derives are built when they are asked for. */
export interface OperationIndex {
  get(name: string): OperationEntry | undefined;
  /** Names of all operations. */
  keys(): Iterable<string>;
  /** Declared operations. */
  values(): Iterable<OperationEntry>;
}

/** All operations, events and enrichments that automations can use. */
export interface Catalogue {
  readonly operations: OperationIndex;
  /** By provider: lists the operations that it derives, without building them. */
  readonly further: ReadonlyMap<string, () => readonly OperationSummary[]>;
  readonly events: ReadonlyMap<string, EventEntry>;
  /** Data that can be fetched when a run starts, by its name in templates, such as `customer`. */
  readonly enrichments: ReadonlyMap<string, EnrichmentEntry>;
  /** Explains why an HTTP step may not call this URL; `null` if it may. */
  readonly refusal: (url: string) => string | null;
}

interface Json {
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Json>>;
  readonly additionalProperties?: boolean | Json;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  /** Known values of a text that may have others. */
  readonly examples?: readonly unknown[];
  readonly sink?: unknown;
  readonly money?: unknown;
  readonly main?: unknown;
  readonly maxLength?: number;
  readonly items?: Json;
  readonly anyOf?: readonly Json[];
}

const asJson = (schema: z.ZodType, io: "input" | "output"): Json =>
  z.toJSONSchema(schema, { io, unrepresentable: "any" }) as Json; // the part of JSON Schema that is read here

const alternatives = (json: Json): readonly Json[] =>
  json.anyOf ? json.anyOf.flatMap(alternatives) : [json];

/** Returns the paths that a schema describes, up to two levels of lists and four of objects. */
function pathsOf(json: Json, prefix = "", depth = 0): string[] {
  return alternatives(json).flatMap((one) => {
    const here = prefix === "" ? [] : [prefix];
    if (depth > 4) return prefix === "" ? ["*"] : [`${prefix}.*`];
    const open = one.additionalProperties !== undefined && one.additionalProperties !== false;
    const isObject = one.type === "object" || one.properties !== undefined;
    if (!isObject) {
      if (one.type === "array" || one.type === undefined)
        return [...here, ...(prefix === "" ? ["*"] : [`${prefix}.*`])];
      return here;
    }
    const below = Object.entries(one.properties ?? {}).flatMap(([key, part]) =>
      pathsOf(part, prefix === "" ? key : `${prefix}.${key}`, depth + 1),
    );
    return [...here, ...below, ...(open ? [prefix === "" ? "*" : `${prefix}.*`] : [])];
  });
}

const TYPES: Readonly<Record<string, InputField["type"]>> = {
  string: "text",
  number: "number",
  integer: "number",
  boolean: "boolean",
  array: "list",
  object: "object",
};

function fieldOf(
  name: string,
  json: Json,
  required: boolean,
  choices: readonly ChoiceSource[],
): InputField {
  const all = alternatives(json);
  const types = new Set(
    all.map(({ type }) => (typeof type === "string" ? TYPES[type] : undefined)),
  );
  const [only] = types;
  const sink = json.sink ?? all.find((one) => one.sink !== undefined)?.sink;
  const maxLength = json.maxLength ?? all.find((one) => one.maxLength !== undefined)?.maxLength;
  const isProse = isSink(sink) && sink !== "plain" && sink !== "url";
  return {
    name,
    title: json.title ?? name.charAt(0).toUpperCase() + name.slice(1).replaceAll(/[_-]/g, " "),
    description: json.description ?? "",
    required,
    type: types.size === 1 && only ? only : "any",
    options: (json.enum ?? json.examples ?? []).filter((option) => typeof option === "string"),
    sink: isSink(sink) ? sink : "plain",
    isMoney: json.money === true,
    isMain: json.main === true,
    maxLength: isProse ? (maxLength ?? null) : null,
    choices,
  };
}

/** Builds the catalogue entry of an operation from its schemas. */
export function operationEntry(
  provider: string,
  key: string,
  operation: Operation,
): OperationEntry {
  const input = asJson(operation.input, "input");
  const required = new Set(input.required ?? []);
  const [example] = operation.examples;
  const outputs = [...new Set(pathsOf(asJson(operation.output, "output")))];
  return {
    name: `${provider}.${key}`,
    provider,
    title: operation.title,
    description: operation.description,
    phrase: operation.phrase,
    effect: operation.effect,
    movesMoney: operation.moves !== undefined,
    ...(operation.raises ? { raises: (value) => operation.raises?.(value) ?? false } : {}),
    input: operation.input,
    fields: Object.entries(input.properties ?? {}).map(([name, json]) =>
      fieldOf(name, json, required.has(name), operation.choices?.[name] ?? []),
    ),
    sample: operation.respond(example.body),
    outputs: outputs.length === 0 ? ["*"] : outputs,
  };
}

/** Returns the output format of a field: that of the top-level field that contains it. */
export function sinkOf(operation: OperationEntry | undefined): (path: string) => Sink {
  const sinks = new Map(operation?.fields.map(({ name, sink }) => [name, sink]));
  return (path) => sinks.get(path.split(".")[0] ?? "") ?? "plain";
}

const ENVELOPE = [
  "id",
  "type",
  "source",
  "subject",
  "time",
  "origin",
  "livemode",
  "correlationId",
  "connection",
  "hops",
];

function dataPaths({ fields, sample }: EventType): string[] {
  return fields.flatMap((field) => {
    const value = sample[field];
    const isOpen = value === undefined || (typeof value === "object" && value !== null);
    return isOpen ? [`data.${field}`, `data.${field}.*`] : [`data.${field}`];
  });
}

/** Returns the paths of events that match a pattern. Data of unlisted events may have any path. */
export function eventPaths(catalogue: Catalogue, pattern: string): readonly string[] {
  const types = [...catalogue.events.values()].filter(({ type }) => matchTopic(pattern, type));
  const data = types.length === 0 ? ["data.*"] : types.flatMap(dataPaths);
  return [...new Set([...ENVELOPE, ...data])];
}

/** Entries of declared operations, and of derived ones for as long as their provider keeps them compiled. */
function indexOperations(providers: readonly ProviderAdapter[]): OperationIndex {
  const adapters = new Map(providers.map((adapter) => [adapter.name, adapter]));
  const derived = new WeakMap<Operation, OperationEntry>();
  const declared = new Map<string, OperationEntry>(
    providers.flatMap(({ name, operations }) =>
      Object.entries(operations)
        .filter(([, { internal }]) => !internal)
        .map(
          ([key, operation]) => [`${name}.${key}`, operationEntry(name, key, operation)] as const,
        ),
    ),
  );
  return {
    get(name) {
      const known = declared.get(name);
      if (known) return known;
      const [provider = "", ...rest] = name.split(".");
      const adapter = adapters.get(provider);
      const key = rest.join(".");
      const operation = adapter && operationOf(adapter, key);
      if (!operation || operation.internal) return undefined;
      const entry = derived.get(operation) ?? operationEntry(provider, key, operation);
      derived.set(operation, entry);
      return entry;
    },
    keys: () =>
      providers.flatMap((adapter) =>
        listOperations(adapter).map(({ key }) => `${adapter.name}.${key}`),
      ),
    values: () => declared.values(),
  };
}

/** Builds the catalogue from the installed providers, the product's own events and the allowed URLs. */
export function createCatalogue(
  providers: readonly ProviderAdapter[],
  ownEvents: Readonly<Record<string, EventType>>,
  refusal: Catalogue["refusal"] = () => null,
): Catalogue {
  const events = new Map<string, EventEntry>();
  const enrichments = new Map<string, EnrichmentEntry>();
  for (const adapter of providers) {
    for (const [type, entry] of Object.entries(adapter.events))
      events.set(type, { ...entry, type, provider: adapter.name });
    for (const enrichment of adapter.enrichments ?? [])
      enrichments.set(enrichment.name, { ...enrichment, provider: adapter.name });
  }
  for (const [type, entry] of Object.entries(ownEvents))
    events.set(type, { ...entry, type, provider: type.split(".")[0] ?? "" });
  const further = new Map(
    providers
      .filter(({ catalogue }) => catalogue !== undefined)
      .map((adapter) => [adapter.name, () => listOperations(adapter)] as const),
  );
  return { operations: indexOperations(providers), further, events, enrichments, refusal };
}
