import { humanise } from "@/lib/core/text";

const VERBS: Readonly<Record<string, string>> = {
  create: "Create",
  delete: "Delete",
  get: "Read",
  list: "List",
  search: "Search",
  update: "Change",
};
const SAME: ReadonlySet<string> = new Set(["balance_settings", "settings", "analytics"]);

const spaced = (name: string) => name.replaceAll("_", " ");

/** Returns the singular of a resource's name: `tax_rates` → `tax_rate`. */
function singular(name: string): string {
  if (SAME.has(name) || name.endsWith("ss")) return name;
  if (name.endsWith("ies")) return `${name.slice(0, -3)}y`;
  return name.endsWith("s") ? name.slice(0, -1) : name;
}

/** Names an operation by its key: `billing.meters.list` → “List meters (billing)”. Overlays give better titles. */
export function titleOf(key: string): string {
  const parts = key.split(".");
  const verb = parts.pop() ?? "";
  const resource = parts.pop() ?? "";
  const area = parts.length === 0 ? "" : ` (${parts.map(spaced).join(", ")})`;
  const one = singular(resource);
  const plain = VERBS[verb];
  if (plain !== undefined) {
    const noun = verb === "list" || verb === "search" ? resource : one;
    return `${plain} ${spaced(noun)}${area}`;
  }
  const [first = "", ...rest] = verb.split("_");
  if (rest.length === 0) return `${humanise(first)} ${spaced(one)}${area}`;
  const object = rest.join("_");
  if (VERBS[first] !== undefined)
    return `${VERBS[first]} ${spaced(object)} of ${spaced(one)}${area}`;
  return verb.endsWith(`_${one}`)
    ? `${humanise(verb)}${area}`
    : `${humanise(verb)}: ${spaced(one)}${area}`;
}
