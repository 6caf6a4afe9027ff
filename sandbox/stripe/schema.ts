import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

import { radarDefinitions, radarOperations } from "./radar-schema.ts";
import type { Operation, RawOperation, Schema } from "./schema-types.ts";
import type { JsonObject } from "./types.ts";

export type { Operation, Schema } from "./schema-types.ts";

/** Generated files; their shapes are those that the extraction writes. */
const DATA = new URL("./data/", import.meta.url);

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, DATA), "utf8"));
}

/** Every definition of the SDK's types, by name. */
export const definitions: Record<string, Schema> = loadDefinitions();

/** Every operation of the demanded resources that has a path of its own. */
export const operations: Operation[] = [
  ...(readJson("stripe-sdk-23.1.0.ops.json") as RawOperation[]),
  ...radarOperations,
].flatMap(({ op, params, path, ...rest }) =>
  path === null
    ? []
    : [
        {
          ...rest,
          path,
          key: `${rest.resource}.${op}`,
          params: typeof params === "string" ? params : null,
        },
      ],
);

/** Event types of the API with the definition of the object they carry. */
export const eventTypes = readJson("stripe-sdk-23.1.0.events.json") as Record<
  string,
  { object: string[] }
>;

function loadDefinitions(): Record<string, Schema> {
  const packed = readFileSync(new URL("stripe-sdk-23.1.0.schemas.json.gz", DATA));
  const { $defs } = JSON.parse(gunzipSync(packed).toString("utf8")) as {
    $defs: Record<string, Schema>;
  };
  const described = readJson("stripe-sdk-23.1.0.descriptions.json") as {
    definitions: Record<string, "string" | "nullable" | "emptyable">;
  };
  for (const [name, kind] of Object.entries(described.definitions)) {
    const properties = $defs[name]?.properties;
    if (properties) properties["description"] = descriptionSchema(kind);
  }
  return { ...$defs, ...radarDefinitions };
}

function descriptionSchema(kind: "string" | "nullable" | "emptyable"): Schema {
  if (kind === "nullable") return { type: "string", nullable: true };
  if (kind === "emptyable") return { anyOf: [{ type: "string", enum: [""] }, { type: "string" }] };
  return { type: "string" };
}

/** Follows a `$ref`; an unknown reference resolves to an empty schema, which accepts anything. */
export function resolve(schema: Schema): Schema {
  return schema.$ref ? (definitions[schema.$ref.slice("#/$defs/".length)] ?? {}) : schema;
}

function isNullable(schema: Schema): boolean {
  return schema.nullable === true || (schema.anyOf ?? []).some((part) => part.type === "null");
}

const blanks = new Map<string, Readonly<JsonObject>>();

/**
 * The fields that a definition requires but allows to be null, all null.
 * Builders spread it first, so that no answer lacks a promised field.
 */
export function blank(name: string): Readonly<JsonObject> {
  const known = blanks.get(name);
  if (known) return known;
  const definition = definitions[name];
  if (!definition) throw new Error(`No definition named ${name} in the extracted schemas.`);
  const out: JsonObject = {};
  for (const key of definition.required ?? []) {
    const property = definition.properties?.[key];
    if (!property || isNullable(property)) out[key] = null;
  }
  blanks.set(name, Object.freeze(out));
  return out;
}
