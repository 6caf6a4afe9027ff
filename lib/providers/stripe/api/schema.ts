import * as z from "zod";

import { nearest } from "@/lib/core/text";

import type { FieldOverlay } from "./curate-types";
import type { Entry, Fields, Node } from "./entry";
import { docsFile, idsOf, typesFile } from "./files";
import { NOW_OBJECTS, removalOf, RENAMED_VALUES } from "./removed";
import { isWithheldField } from "./withheld";

const DECIMAL = /^-?\d+(?:\.\d+)?$/;
const MAX_AMOUNT = 1_000_000_000_000;

/** An id in a path. Encoding keeps `.` and `..`, which would name another path, as an empty id would. */
const pathId = z
  .string()
  .min(1, "must not be empty")
  .max(500)
  .refine(
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    (id) => id !== "." && id !== ".." && !/[\u0000-\u001f\u007f]/.test(id),
    "is not an id",
  );
const decimal = z.union([
  z.string().regex(DECIMAL, "must be a decimal number such as 12.5"),
  z.number().transform(String),
]);

const toNumber = (value: unknown) =>
  typeof value === "string" && DECIMAL.test(value.trim()) ? Number(value) : value;
const toBoolean = (value: unknown) => (value === "true" ? true : value === "false" ? false : value);

const takesText = (node: Node) => node === "s" || (Array.isArray(node) && node[0] === "o");

/** Sorts the options of a union: text, null, number, object. The first option that accepts a value wins. */
function rankOf(node: Node): number {
  if (node === "") return 0;
  if (Array.isArray(node) && (node[0] === "e" || node[0] === "o")) return 1;
  if (node === "s") return 2;
  return node === "0" ? 3 : 4;
}

function unknownField(type: string, fields: Fields, name: string): string {
  const removal = removalOf(type, name);
  if (removal !== null) return removal;
  const known = Object.keys(fields).map((field) => field.replace(/\?$/, ""));
  if (known.includes(name)) return `“${name}” is not taken here`;
  const similar = nearest(name, known);
  return `There is no field “${name}”${similar === undefined ? "" : `. Did you mean “${similar}”?`}`;
}

/** Compiles types of parameters to schemas. One compiler serves one operation, so that its schemas can be dropped with it. */
class Compiler {
  readonly #done = new Map<string, z.ZodType>();
  readonly #takesSecrets: boolean;

  constructor(takesSecrets: boolean) {
    this.#takesSecrets = takesSecrets;
  }

  /** `shown` are the overlays of fields, in the order in which people see them. */
  shapeOf(
    type: string,
    shown: Readonly<Record<string, FieldOverlay>> = {},
  ): Record<string, z.ZodType> {
    const fields = typesFile()[type] ?? {};
    const named = new Map(Object.keys(fields).map((field) => [field.replace(/\?$/, ""), field]));
    const order = [...Object.keys(shown), ...named.keys()].filter((name) => named.has(name));
    return Object.fromEntries(
      [...new Set(order)]
        .filter((name) => !shown[name]?.hidden)
        .map((name) => {
          const field = named.get(name) ?? name;
          const schema = this.#field(type, fields, field, shown[name]);
          return [name, field.endsWith("?") ? schema.optional() : schema];
        }),
    );
  }

  #field(type: string, fields: Fields, field: string, overlay?: FieldOverlay): z.ZodType {
    const name = field.replace(/\?$/, "");
    if (!this.#takesSecrets && isWithheldField(name, fields))
      return z.never({ error: "holds card, bank or secret data, which is not taken here" });
    const node = fields[field] ?? "x";
    const renamed = RENAMED_VALUES[`${type}.${name}`];
    if (renamed)
      return this.#of(node).refine((value) => !Object.hasOwn(renamed, String(value)), {
        error: ({ input }) => `“${String(input)}” is “${renamed[String(input)]}” now`,
      });
    return overlay?.money ? amountOf(node) : this.#of(node);
  }

  #object(type: string): z.ZodType {
    const ready = this.#done.get(type);
    if (ready) return ready;
    const schema = strictObject(type, this.shapeOf(type));
    this.#done.set(type, schema);
    return schema;
  }

  #of(node: Node, besideText = false): z.ZodType {
    if (typeof node === "string") return this.#simple(node, besideText);
    if (!Array.isArray(node)) throw new TypeError("Objects in parameters have names.");
    const [kind, ...rest] = node as readonly [string, ...Node[]];
    const [first = "x"] = rest;
    switch (kind) {
      case "e":
        return z.enum(rest as string[]); // an enum holds texts
      case "o": // Stripe adds values without a new SDK
        return z.string().min(1).meta({ examples: rest });
      case "l":
        return z.literal(first as unknown as number | boolean); // a literal holds one of these
      case "a":
        return z.array(this.#of(first));
      case "m":
        return z.record(z.string(), this.#of(first));
      default:
        return this.#union(rest);
    }
  }

  #union(nodes: readonly Node[]): z.ZodType {
    const besideText = nodes.some(takesText);
    const sorted = nodes.toSorted((left, right) => rankOf(left) - rankOf(right));
    return z.union(sorted.map((node) => this.#of(node, besideText)));
  }

  /** Text from a shell or a template becomes a number or a boolean only where the field takes no text. */
  #simple(node: string, besideText: boolean): z.ZodType {
    if (node.startsWith("#")) return this.#object(node.slice(1));
    switch (node) {
      case "s":
      case "i":
        return z.string();
      case "n":
        return besideText ? z.number() : z.preprocess(toNumber, z.number());
      case "b":
        return besideText ? z.boolean() : z.preprocess(toBoolean, z.boolean());
      case "d":
        return decimal;
      case "t":
        return z.iso.datetime({ offset: true });
      case "0":
        return z.null();
      case "":
        return z.literal("");
      case "f":
        return z.never();
      default:
        return z.unknown();
    }
  }
}

/** Amounts are whole numbers of the smallest unit, with a bound that a form of a number in text keeps. */
function amountOf(node: Node): z.ZodType {
  const amount = z.preprocess(toNumber, z.int().min(-MAX_AMOUNT).max(MAX_AMOUNT));
  const canUnset = Array.isArray(node) && node.includes("");
  return canUnset ? z.union([z.literal(""), amount]) : amount;
}

function strictObject(type: string, shape: Record<string, z.ZodType>) {
  return z.strictObject(shape, {
    error(issue) {
      if (issue.code === "unrecognized_keys")
        return issue.keys.map((key) => unknownField(type, typesFile()[type] ?? {}, key)).join("; ");
      const example = NOW_OBJECTS[type];
      return issue.code === "invalid_type" && example !== undefined
        ? `must be an object such as ${example}`
        : undefined;
    },
  });
}

/** Adds what forms show. The doc text is read when somebody asks for it. */
function described(schema: z.ZodType, type: string, name: string, overlay: FieldOverlay = {}) {
  const { label, help, money, time } = overlay;
  return schema.meta({
    // A form shows the fields that have a label, and folds the others.
    ...(label === undefined ? {} : { title: label, main: true }),
    ...(money ? { money } : {}),
    ...(time ? { time } : {}),
    get description() {
      return help ?? docsFile().types[type]?.[name] ?? "";
    },
  });
}

/** Options of {@link inputOf}. */
export interface InputOptions {
  readonly fields?: Readonly<Record<string, FieldOverlay>> | undefined;
  /** True to take card and bank data too, for the comparison with the SDK. */
  readonly takesSecrets?: boolean | undefined;
}

/** Compiles the input of an operation: the ids of its path and its parameters. Other fields are refused by name. */
export function inputOf(entry: Entry, { fields = {}, takesSecrets = false }: InputOptions = {}) {
  const type = entry.in ?? "";
  const shape = new Compiler(takesSecrets).shapeOf(type, fields);
  const ids = idsOf(entry).map(
    (name) => [name, described(pathId, "", name, fields[name])] as const,
  );
  const parameters = Object.entries(shape).map(
    ([name, schema]) => [name, described(schema, type, name, fields[name])] as const,
  );
  return strictObject(type, Object.fromEntries([...ids, ...parameters]));
}
