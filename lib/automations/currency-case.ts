import { matchTopic } from "../core/topics";
import type { Ast } from "../expressions/ast";
import { equalities } from "../expressions/paths";
import type { Catalogue } from "./catalogue";
import type { AutomationDefinition } from "./schema";

const CODE = /^[a-z]{3}$/;

/** Returns the paths of the trigger's event that contain a lower-case currency code. */
export function lowerCaseCurrencies(
  { on }: AutomationDefinition,
  { events }: Catalogue,
): ReadonlySet<string> {
  if (!("event" in on)) return new Set();
  const fields = [...events.values()]
    .filter(({ type }) => type === on.event || matchTopic(on.event, type))
    .flatMap(({ sample }) => Object.entries(sample))
    .filter(([name, value]) => /(?:^|_)currency$/.test(name) && CODE.test(String(value)))
    .map(([name]) => `data.${name}`);
  return new Set(fields.flatMap((field) => [field, `event.${field}`]));
}

/** Returns the upper-case currency codes in comparisons with a lower-case field, which are never equal. */
export function capitalCurrencies(ast: Ast, fields: ReadonlySet<string>): readonly string[] {
  return equalities(ast).flatMap(({ path, value }) =>
    fields.has(path) &&
    typeof value === "string" &&
    value !== value.toLowerCase() &&
    CODE.test(value.toLowerCase())
      ? [value]
      : [],
  );
}
