import { shapesOf } from "./answer";
import type { Entry, Node } from "./entry";
import { answersFile, idsOf, isV2, typesFile } from "./files";

const bare = (field: string) => field.replace(/\?$/, "");

const INPUTS: Readonly<Record<string, unknown>> = {
  n: 1,
  b: true,
  d: "1",
  i: "1",
  t: "2026-11-20T12:00:00Z",
  "0": null,
  "": "",
};
const ANSWERS: Readonly<Record<string, unknown>> = { n: 1, b: false, d: "1", i: "1", a: [], m: {} };

function leastOf(node: Node, name: string): unknown {
  if (typeof node === "string") {
    if (node.startsWith("#")) return leastFields(node.slice(1));
    return Object.hasOwn(INPUTS, node) ? INPUTS[node] : `${name}_1`;
  }
  if (!Array.isArray(node)) return {};
  const [kind, ...rest] = node as readonly [string, ...Node[]];
  if (kind === "a") return [];
  if (kind === "m") return {};
  const [first = "x"] = rest;
  return kind === "u" ? leastOf(first, name) : first;
}

const leastFields = (type: string): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(typesFile()[type] ?? {})
      .filter(([field]) => !field.endsWith("?"))
      .map(([field, node]) => [field, leastOf(node, field)]),
  );

/** Builds the least input that an operation takes, for operations without an example of their own. */
export const leastInput = (entry: Entry): Record<string, unknown> => ({
  ...Object.fromEntries(idsOf(entry).map((id) => [id, `${id}_1`])),
  ...leastFields(entry.in ?? ""),
});

function answerOf(node: Node, name: string): unknown {
  if (typeof node === "string") return Object.hasOwn(ANSWERS, node) ? ANSWERS[node] : `${name}_1`;
  if (!Array.isArray(node)) return {};
  const [kind, first] = node as readonly [string, Node];
  return kind === "u" ? answerOf(first, name) : first;
}

/** Builds an answer with a value for each field, which shows people what a later step can use. */
export function exampleAnswer(entry: Entry): unknown {
  const [name = ""] = shapesOf(entry);
  const item = Object.fromEntries(
    Object.entries(answersFile()[name] ?? {}).map(([field, node]) => [
      bare(field),
      answerOf(node, bare(field)),
    ]),
  );
  if (entry.k === undefined) return item;
  return isV2(entry) ? { data: [item] } : { object: "list", data: [item], has_more: false };
}
