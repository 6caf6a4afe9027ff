import * as z from "zod";

import type { Entry, Fields, Node } from "./entry";
import { answersFile, isV2 } from "./files";

const numeric = z.union([z.string(), z.number()]);
const reference = z.union([z.string(), z.looseObject({ id: z.string().optional() })]);
const SIMPLE: Readonly<Record<string, z.ZodType>> = {
  s: z.string(),
  n: z.number(),
  b: z.boolean(),
  d: numeric,
  i: numeric,
};

function schemaOf(node: Node): z.ZodType {
  if (typeof node === "string")
    return node.startsWith("@") ? reference : (SIMPLE[node] ?? z.unknown());
  if (!Array.isArray(node)) return z.unknown();
  const [kind, first] = node as readonly [string, Node];
  return kind === "u" ? schemaOf(first) : z.string(); // a new value of an enum is no difference
}

function objectOf(fields: Fields): z.ZodType {
  return z.looseObject(
    Object.fromEntries(
      Object.entries(fields).map(([field, node]) => {
        const name = field.replace(/\?$/, "");
        return [name, name === "id" ? z.string() : schemaOf(node).nullish()];
      }),
    ),
  );
}

/** Names the shapes that an answer may have. */
export const shapesOf = ({ out = [] }: Entry): readonly string[] =>
  typeof out === "string" ? [out] : out;

/** Compiles the output of an operation: loose and one level deep, because objects expand into most of the API. */
export function outputOf(entry: Entry): z.ZodType {
  const [name, ...more] = shapesOf(entry);
  const shape = name !== undefined && more.length === 0 ? answersFile()[name] : undefined;
  const item = shape ? objectOf(shape) : z.looseObject({});
  if (entry.k === undefined) return item;
  if (isV2(entry))
    return z.looseObject({ data: z.array(item), next_page_url: z.string().nullish() });
  return z.looseObject({
    data: z.array(item),
    has_more: z.boolean(),
    ...(entry.k === "search" ? { next_page: z.string().nullish() } : {}),
  });
}
