import type { Fields, Node } from "../../lib/providers/stripe/api/entry.ts";
import type { Extracted } from "./extract.ts";
import { namesIn } from "./files.ts";

type Compared = Pick<Extracted, "version" | "operations" | "types">;

/** What a newer SDK changes, as lines for people. */
export interface Difference {
  readonly breaking: readonly string[];
  readonly loosened: readonly string[];
  readonly added: readonly string[];
}

type Found = Record<keyof Difference, string[]>;

/** Maps every type that operations reach to one of these operations. */
function reachedTypes({ operations, types }: Compared): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const visit = (name: string, key: string): void => {
    if (found.has(name)) return;
    found.set(name, key);
    for (const inner of namesIn(types[name] ?? {})) visit(inner, key);
  };
  for (const [key, { in: input }] of Object.entries(operations))
    if (input !== undefined) visit(input, key);
  return found;
}

const plain = (fields: Fields = {}) =>
  new Map(
    Object.entries(fields).map(([field, node]) => [
      field.replace(/\?$/, ""),
      { node, isOptional: field.endsWith("?") },
    ]),
  );

/** Lists the values of the enums in a node. */
function valuesIn(node: Node): readonly string[] {
  if (!Array.isArray(node)) return [];
  const [kind, ...rest] = node as readonly [string, ...Node[]];
  if (kind === "e" || kind === "o") return rest as string[]; // enums hold texts
  return rest.flatMap(valuesIn);
}

function compareField(place: string, was: Node, is: Node, found: Found): void {
  if (JSON.stringify(was) === JSON.stringify(is)) return;
  const [before, after] = [valuesIn(was), valuesIn(is)];
  const lost = before.filter((value) => !after.includes(value));
  const won = after.filter((value) => !before.includes(value));
  const isOpen = JSON.stringify(is).includes('["o"');
  const kinds = (node: Node) =>
    JSON.stringify(node, (_, value: unknown) =>
      Array.isArray(value) && (value[0] === "e" || value[0] === "o") ? "text" : value,
    );
  const isOtherKind = kinds(was) !== kinds(is) && !kinds(is).includes(kinds(was));
  const changes = [...lost.map((value) => `−${value}`), ...won.map((value) => `+${value}`)];
  const line = `${place}: ${changes.join(" ") || JSON.stringify(is)}`;
  found[(lost.length > 0 && !isOpen) || isOtherKind ? "breaking" : "loosened"].push(line);
}

/** Compares the fields of a type. `user` is an operation that takes it. */
function compareType(
  name: string,
  [was, is]: readonly [Fields, Fields],
  user: string,
  found: Found,
): void {
  const [before, after] = [plain(was), plain(is)];
  for (const [field, old] of before) {
    const now = after.get(field);
    if (!now) {
      found.breaking.push(`${name}.${field} is gone (${user})`);
      continue;
    }
    if (old.isOptional && !now.isOptional)
      found.breaking.push(`${name}.${field} is required now (${user})`);
    compareField(`${name}.${field}`, old.node, now.node, found);
  }
  for (const [field, { isOptional }] of after)
    if (!before.has(field))
      found[isOptional ? "added" : "breaking"].push(
        isOptional ? `${name}.${field}` : `${name}.${field} is new and required (${user})`,
      );
}

/** Compares the catalogues of two SDKs. */
export function differenceOf(before: Compared, after: Compared): Difference {
  const found: Found = { breaking: [], loosened: [], added: [] };
  for (const [key, was] of Object.entries(before.operations)) {
    const is = after.operations[key];
    if (!is) found.breaking.push(`operation ${key} is gone`);
    else if (is.m !== was.m || is.p !== was.p)
      found.breaking.push(`operation ${key}: ${was.m} ${was.p} → ${is.m} ${is.p}`);
  }
  for (const key of Object.keys(after.operations))
    if (!(key in before.operations)) found.added.push(`operation ${key}`);
  const [then, now] = [reachedTypes(before), reachedTypes(after)];
  for (const [name, user] of then)
    if (now.has(name))
      compareType(name, [before.types[name] ?? {}, after.types[name] ?? {}], user, found);
  return {
    breaking: found.breaking.toSorted(),
    loosened: found.loosened.toSorted(),
    added: found.added.toSorted(),
  };
}

/** Renders a difference with its most important part first. */
export function describeDifference(before: Compared, after: Compared): string {
  const title = [before, after].map(({ version }) => `${version.sdk} (${version.api})`).join(" → ");
  const parts = Object.entries(differenceOf(before, after)).map(
    ([name, list]: [string, readonly string[]]) =>
      [`\n## ${name}: ${list.length}`, ...list.map((line) => `- ${line}`)].join("\n"),
  );
  return `stripe ${title}\n${parts.join("\n")}`;
}
