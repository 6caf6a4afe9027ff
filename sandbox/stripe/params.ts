import { badParam } from "./errors.ts";
import type { FormTree } from "./form.ts";
import { definitions, resolve, type Operation, type Schema } from "./schema.ts";
import type { Json, JsonObject } from "./types.ts";
import { legacyParams, refusedParams } from "./version-gates.ts";

type Raw = string | FormTree;

/** Orders in which Stripe lists the choices where it differs from the SDK's types. */
const ENUM_ORDERS = [
  "none reverse exempt",
  "active past_due unpaid canceled incomplete incomplete_expired trialing paused all ended",
].map((order) => order.split(" "));
/** Enums that are wider on the wire than in the types. */
const OPEN_PARAMS = new Set(["api_version", "enabled_events", "country"]);
const DECIMAL_PARAMS = /percent|rate$/;
const EMPTY =
  "We assume empty values are an attempt to unset a parameter; however '%' cannot be unset. You should remove '%' from your request or supply a non-empty value.";

/**
 * Checks a decoded form against an operation's parameters and converts it to typed values.
 * An empty string becomes null ("unset"). Unknown names are refused first, then each parameter
 * in Stripe's declared order; every refusal is a 400 in Stripe's wording.
 */
export function validateParams(operation: Operation, raw: FormTree, version: string): JsonObject {
  refusedParams(operation.key, raw, version);
  const schema = operation.params ? definitions[operation.params] : undefined;
  const legacy = legacyParams(operation.key, version);
  const known = schema?.properties ?? {};
  for (const [name, value] of Object.entries(raw)) {
    if (name === "expand" || legacy.has(name)) continue;
    const property = own(known, name);
    if (!property) throw badParam(unknown(name), name, "parameter_unknown");
    refuseUnknown(property, value, name);
  }
  const out: JsonObject = {};
  const required = new Set(schema?.required ?? []);
  for (const [name, property] of Object.entries(known)) {
    const value = raw[name];
    if (value === undefined) {
      if (required.has(name) && !legacy.has(name)) throw missing(name);
      continue;
    }
    if (value === "" && required.has(name)) throw emptyValue(name);
    out[name] = convert(property, value, name);
  }
  for (const name of legacy) {
    const value = raw[name];
    if (value !== undefined && !(name in known)) out[name] = untyped(value);
  }
  if (raw["metadata"] !== undefined) checkMetadata(raw["metadata"]);
  return out;
}

/** Looks a name up without meeting what every object inherits, such as `constructor`. */
function own(properties: Record<string, Schema>, name: string): Schema | undefined {
  return Object.hasOwn(properties, name) ? properties[name] : undefined;
}

function unknown(name: string): string {
  return `Received unknown parameter: ${name}`;
}

function missing(name: string): Error {
  return badParam(`Missing required param: ${name}.`, name, "parameter_missing");
}

function emptyValue(name: string): Error {
  return badParam(
    `You passed an empty string for '${name}'. ${EMPTY.replaceAll("%", name)}`,
    name,
    "parameter_invalid_empty",
  );
}

/** The alternative of a schema that fits the shape of the raw value. */
function alternatives(schema: Schema, raw: Raw): Schema[] {
  const resolved = resolve(schema);
  const parts = (resolved.anyOf ?? [resolved]).map(resolve).filter((part) => part.type !== "null");
  const structured = parts.filter((part) => part.type === "object" || part.type === "array");
  if (typeof raw === "object") return structured;
  const scalars = parts.filter((part) => part.type !== "object" && part.type !== "array");
  return scalars.length > 0 ? scalars : structured;
}

function refuseUnknown(schema: Schema, raw: Raw, path: string): void {
  if (typeof raw === "string") return;
  const [target] = alternatives(schema, raw);
  if (target?.type === "array") {
    for (const [index, value] of Object.entries(raw))
      refuseUnknown(target.items ?? {}, value, `${path}[${index}]`);
    return;
  }
  if (!target?.properties) return;
  for (const [name, value] of Object.entries(raw)) {
    const property = own(target.properties, name);
    const nested = `${path}[${name}]`;
    if (!property) throw badParam(unknown(nested), nested, "parameter_unknown");
    refuseUnknown(property, value, nested);
  }
}

function convert(schema: Schema, raw: Raw, path: string): Json {
  const options = alternatives(schema, raw);
  if (raw === "") return null;
  if (typeof raw === "object") return convertStructure(options[0], raw, path, schema);
  const scalars = options.filter((option) => !(option.enum?.length === 1 && option.enum[0] === ""));
  let failure: unknown;
  for (const option of scalars) {
    try {
      return convertScalar(option, raw, path);
    } catch (error) {
      failure ??= error;
    }
  }
  throw failure ?? badParam("Invalid object", path);
}

function convertScalar(schema: Schema, raw: string, path: string): Json {
  const leaf = path.replace(/.*\[([^\]]+)\]$/, "$1");
  if (schema.type === "boolean") {
    if (raw !== "true" && raw !== "false") throw badParam(`Invalid boolean: ${raw}`, path);
    return raw === "true";
  }
  if (schema.type === "number") {
    const pattern = DECIMAL_PARAMS.test(leaf) ? /^-?\d+(\.\d+)?$/ : /^-?\d{1,15}$/;
    if (!pattern.test(raw))
      throw badParam(`Invalid integer: ${raw}`, path, "parameter_invalid_integer");
    return Number(raw);
  }
  if (schema.type === "object") throw badParam("Invalid object", path);
  if (schema.type === "array") throw badParam("Invalid array", path);
  if (schema.enum && !OPEN_PARAMS.has(leaf)) checkEnum(schema.enum, raw, path);
  return raw;
}

function checkEnum(allowed: Schema["enum"], raw: string, path: string): void {
  const typed = (allowed ?? []).map(String).filter((choice) => choice !== "");
  const choices =
    ENUM_ORDERS.find(
      (order) => order.length === typed.length && order.every((choice) => typed.includes(choice)),
    ) ?? typed;
  if (choices.includes(raw)) return;
  const last = choices.at(-1) ?? "";
  const listed =
    choices.length > 1
      ? `must be one of ${choices.slice(0, -1).join(", ")}, or ${last}`
      : `must be ${last}`;
  throw badParam(`Invalid ${path}: ${listed}`, path);
}

function convertStructure(
  target: Schema | undefined,
  raw: FormTree,
  path: string,
  original: Schema,
): Json {
  if (!target) {
    if (Object.keys(resolve(original)).length === 0) return untyped(raw);
    throw badParam(`Invalid string: ${JSON.stringify(raw)}`, path);
  }
  if (target.type === "array")
    return Object.entries(raw).map(([index, value]) =>
      convert(target.items ?? {}, value, `${path}[${index}]`),
    );
  if (!target.properties) return untyped(raw);
  const out: JsonObject = {};
  const required = new Set(target.required ?? []);
  for (const [name, property] of Object.entries(target.properties)) {
    const value = raw[name];
    const nested = `${path}[${name}]`;
    if (value !== undefined) out[name] = convert(property, value, nested);
    else if (required.has(name)) throw missing(nested);
  }
  return out;
}

function untyped(raw: Raw): Json {
  if (typeof raw === "string") return raw;
  const entries = Object.entries(raw).map(([key, value]) => [key, untyped(value)] as const);
  const isList = entries.length > 0 && entries.every(([key], index) => key === String(index));
  return isList ? entries.map(([, value]) => value) : Object.fromEntries(entries);
}

function checkMetadata(raw: Raw): void {
  if (typeof raw === "string") return;
  const entries = Object.entries(raw);
  if (entries.length > 50)
    throw badParam(`Metadata can have up to 50 keys, but you've set ${entries.length}.`);
  for (const [key, value] of entries) {
    if (key.length > 40)
      throw badParam(
        `Metadata keys can have up to 40 characters, but you passed in a key that is ${key.length} characters. Invalid key: ${key}`,
      );
    if (typeof value !== "string")
      throw badParam("Invalid object: metadata values must be strings", `metadata[${key}]`);
    if (value.length > 500)
      throw badParam(
        `Metadata values can have up to 500 characters, but you passed in a value that is ${value.length} characters. Invalid value: ${value}`,
      );
  }
}
