interface Named {
  readonly id: string;
  readonly name?: unknown;
}

const isNamed = (value: unknown): value is Named =>
  typeof value === "object" && value !== null && "id" in value && typeof value.id === "string";

/**
 * Describes a path of a definition by its innermost step: `steps[0].else[1].with.text` is "Step message: text". A path
 * outside of all steps stays as it is.
 */
export function placeName(definition: unknown, path: string): string {
  const parts = path.split(/[.[\]]+/).filter(Boolean);
  let at = definition;
  let found: { readonly step: Named; readonly rest: readonly string[] } | null = null;
  for (const [index, part] of parts.entries()) {
    at = typeof at === "object" && at !== null ? (Reflect.get(at, part) as unknown) : undefined;
    if (/^\d+$/.test(part) && isNamed(at)) found = { step: at, rest: parts.slice(index + 1) };
  }
  if (!found) return path;
  const { step, rest } = found;
  const name = typeof step.name === "string" && step.name !== "" ? step.name : step.id;
  const words = rest
    .filter((part) => part !== "with")
    .map((part) => (/^\d+$/.test(part) ? String(Number(part) + 1) : part));
  return words.length > 0 ? `Step ${name}: ${words.join(" ")}` : `Step ${name}`;
}
