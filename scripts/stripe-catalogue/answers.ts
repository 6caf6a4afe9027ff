import type { Fields, Node } from "../../lib/providers/stripe/api/entry.ts";
import { isDecimal, isNamed, isOpenText, nameOf, propertiesOf, ts, type Sdk } from "./compiler.ts";

const { TypeFlags } = ts;
/** Unions of more types than this are those of all events. */
const MAX_UNION = 6;
const MAX_VALUES = 60;

/** Reads the shapes of answers, one level deep: enough for pickers, columns and a loose check. */
export class AnswerShapes {
  readonly shapes: Record<string, Fields> = {};
  readonly #sdk: Sdk;

  constructor(sdk: Sdk) {
    this.#sdk = sdk;
  }

  /** Returns the names of the shapes that an answer may have; `undefined` for an empty answer. */
  namesOf(type: ts.Type | undefined): string | readonly string[] | undefined {
    if (!type) return undefined;
    if (type.isUnion()) {
      if (type.types.length > MAX_UNION)
        return this.#shape(type, type.aliasSymbol ? nameOf(this.#sdk, type.aliasSymbol) : "Event");
      const names = type.types
        .flatMap((one) => this.namesOf(one) ?? [])
        .flat()
        .toSorted();
      return names.length > 1 ? names : names[0];
    }
    if (type.isIntersection()) return this.namesOf(type.types[0]);
    return isNamed(type) ? this.#shape(type, nameOf(this.#sdk, type.symbol)) : undefined;
  }

  #shape(type: ts.Type, key: string): string {
    this.shapes[key] ??= Object.fromEntries(
      propertiesOf(this.#sdk, type).map((field) => [field.key, this.#flat(field.type)]),
    );
    return key;
  }

  /** Text, number or boolean as in parameters, `@name` for an id that can be expanded, `m` for an object, `a` for a list. */
  #flat(type: ts.Type): Node {
    const members = (type.isUnion() ? type.types : [type]).filter(
      ({ flags }) => !(flags & (TypeFlags.Undefined | TypeFlags.Void)),
    );
    if (members.length > MAX_VALUES)
      return members.every((one) => one.isStringLiteral()) ? "s" : "m";
    const kept = members.filter(({ flags }) => !(flags & TypeFlags.Null));
    const node = this.#flatKind(kept);
    return kept.length < members.length ? ["u", node, "0"] : node;
  }

  #flatKind(kept: readonly ts.Type[]): Node {
    const { checker } = this.#sdk;
    const all = (flags: ts.TypeFlags) => kept.every((one) => one.flags & flags);
    const some = (flags: ts.TypeFlags) => kept.some((one) => one.flags & flags);
    const values = kept.flatMap((one) => (one.isStringLiteral() ? [one.value] : []));
    const objects = kept
      .filter((one) => one.flags & TypeFlags.Object && !checker.isArrayType(one) && !isDecimal(one))
      .map(({ symbol }) => symbol)
      .toSorted(byLiveName);
    const [first] = objects;
    const isList = kept.some(
      (one) => checker.isArrayType(one) || String(one.symbol?.escapedName) === "ApiList",
    );
    if (some(TypeFlags.String) && first) return `@${nameOf(this.#sdk, first)}`;
    if (values.length > 0) return [kept.some(isOpenText) ? "o" : "e", ...values.toSorted()];
    if (kept.some(isDecimal)) return "d";
    if (isList) return "a";
    if (first) return String(first.escapedName) === "Date" ? "t" : "m";
    if (all(TypeFlags.Boolean | TypeFlags.BooleanLiteral)) return "b";
    if (some(TypeFlags.String)) return "s";
    if (some(TypeFlags.Number)) return "n";
    return some(TypeFlags.BigInt) ? "i" : "x";
  }
}

/** Sorts by name, with deleted objects last. */
function byLiveName(left: ts.Symbol, right: ts.Symbol): number {
  const [one, other] = [left, right].map(
    ({ name }) => `${Number(name.startsWith("Deleted"))}${name}`,
  );
  return (one ?? "") < (other ?? "") ? -1 : 1;
}
