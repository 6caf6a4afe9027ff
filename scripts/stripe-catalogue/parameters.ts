import type { Fields, Node } from "../../lib/providers/stripe/api/entry.ts";
import {
  docText,
  isDecimal,
  isDeprecated,
  isNamed,
  isOpenText,
  nameOf,
  propertiesOf,
  ts,
  type Sdk,
} from "./compiler.ts";

type Texts = Record<string, Record<string, string>>;

const { TypeFlags } = ts;
const FILE = /^(FileData|Buffer|Uint8Array|ReadableStream)$/;

/** Reads the types of parameters. Every named type that is met is kept, with the doc texts of its fields. */
export class ParameterTypes {
  readonly types: Record<string, Fields> = {};
  readonly texts: Texts = {};
  readonly #sdk: Sdk;

  constructor(sdk: Sdk) {
    this.#sdk = sdk;
  }

  nodeOf(type: ts.Type): Node {
    return this.#plain(type) ?? this.#composed(type);
  }

  #plain(type: ts.Type): Node | undefined {
    const { flags } = type;
    if (flags & (TypeFlags.Any | TypeFlags.Unknown)) return "x";
    if (type.isStringLiteral()) return type.value === "" ? "" : ["e", type.value];
    if (type.isNumberLiteral()) return ["l", type.value];
    if (flags & TypeFlags.BooleanLiteral) return ["l", isTrue(type)];
    if (flags & TypeFlags.String) return "s";
    if (flags & TypeFlags.Number) return "n";
    if (flags & TypeFlags.BigInt) return "i";
    if (flags & TypeFlags.Boolean) return "b";
    if (flags & TypeFlags.Null) return "0";
    return isDecimal(type) ? "d" : undefined;
  }

  #composed(type: ts.Type): Node {
    const { checker } = this.#sdk;
    if (type.isUnion()) return this.#unionOf(type.types);
    if (isOpenText(type)) return "s";
    const name = String((type.aliasSymbol ?? type.symbol)?.escapedName);
    if (checker.isArrayType(type)) {
      const [item] = checker.getTypeArguments(type as ts.TypeReference); // an array is a reference
      return item ? ["a", this.nodeOf(item)] : "x";
    }
    if (name === "Date") return "t";
    if (FILE.test(name)) return "f";
    const index = checker.getIndexTypeOfType(type, ts.IndexKind.String);
    if (index && checker.getPropertiesOfType(type).length === 0) return ["m", this.nodeOf(index)];
    if (isNamed(type)) return `#${this.#named(type)}`;
    return type.flags & TypeFlags.Object || type.isIntersection() ? this.#fieldsOf(type) : "x";
  }

  #named(type: ts.Type): string {
    const key = nameOf(this.#sdk, type.symbol);
    if (key in this.types) return key;
    this.types[key] = {}; // kept before its fields are read, which may name it again
    this.types[key] = this.#fieldsOf(type, key);
    return key;
  }

  #unionOf(members: readonly ts.Type[]): Node {
    const kept = members.filter(({ flags }) => !(flags & (TypeFlags.Undefined | TypeFlags.Void)));
    const known = kept.flatMap((type) =>
      type.isStringLiteral() && type.value !== "" ? [type.value] : [],
    );
    const booleans = kept.filter(({ flags }) => flags & TypeFlags.BooleanLiteral);
    const isOpen = kept.some((type) => isOpenText(type) || type.flags & TypeFlags.String);
    const rest = kept.filter(
      (type) =>
        !(type.isStringLiteral() && type.value !== "") &&
        !(type.flags & (TypeFlags.String | TypeFlags.BooleanLiteral)) &&
        !isOpenText(type),
    );
    // The compiler orders a union by when it first met each member, which differs between releases.
    const sorted = rest.map((type) => this.nodeOf(type)).toSorted(byText);
    const options: Node[] = [];
    if (known.length > 0) options.push([isOpen ? "o" : "e", ...known.toSorted()]);
    else if (isOpen) options.push("s");
    if (booleans.length === 2) options.push("b");
    else if (booleans[0]) options.push(["l", isTrue(booleans[0])]);
    options.push(...sorted);
    const [only] = options;
    return options.length === 1 && only !== undefined ? only : ["u", ...options];
  }

  #fieldsOf(type: ts.Type, named?: string): Fields {
    const fields: Record<string, Node> = {};
    for (const { symbol, name, key, type: inner } of propertiesOf(this.#sdk, type)) {
      fields[key] = this.nodeOf(inner);
      const isOld = isDeprecated(this.#sdk, symbol);
      const text = `${isOld ? "(deprecated) " : ""}${docText(this.#sdk, symbol)}`;
      if (named !== undefined && text !== "") (this.texts[named] ??= {})[name] = text;
    }
    return fields;
  }
}

const isTrue = (type: ts.Type) =>
  (type as ts.Type & { intrinsicName?: string }).intrinsicName === "true";

function byText(left: Node, right: Node): number {
  const [one, other] = [JSON.stringify(left), JSON.stringify(right)];
  return one < other ? -1 : Number(one > other);
}
