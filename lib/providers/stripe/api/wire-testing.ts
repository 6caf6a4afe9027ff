import type { Entry, Fields, Node } from "./entry";
import { idsOf, typesFile } from "./files";

/** The least that an operation takes, all that it takes to a depth, and the other options of its unions. */
export type Mode = "least" | "rich" | "other";

const ODD_TEXT = "a b&c=é[1]!*'()~+%/?#\u{1F600}\n";
const MAX_DEPTH = 3;

class Sampler {
  readonly #mode: Mode;
  #unset = 0;

  constructor(mode: Mode) {
    this.#mode = mode;
  }

  #optionOf(nodes: readonly Node[]): Node {
    const values = nodes.filter((node) => node !== "0" && node !== "");
    if (this.#mode !== "other") return values[0] ?? nodes[0] ?? "x";
    // Half of what can be unset is unset.
    if (nodes.includes("") && (this.#unset += 1) % 2 === 0) return "";
    return nodes.includes("0") ? "0" : (values.at(-1) ?? "x");
  }

  #simple(node: string): unknown {
    const isOther = this.#mode === "other";
    const values: Readonly<Record<string, unknown>> = {
      n: isOther ? 0 : 12.5,
      b: !isOther,
      d: "1234567890123456789.125",
      i: "9007199254740993",
      t: "2026-10-28T12:00:00.000Z",
      "0": null,
      "": "",
    };
    if (Object.hasOwn(values, node)) return values[node];
    return this.#mode === "least" ? "x" : ODD_TEXT;
  }

  valueOf(node: Node, depth: number): unknown {
    if (typeof node === "string")
      return node.startsWith("#")
        ? this.fieldsOf(typesFile()[node.slice(1)], depth + 1)
        : this.#simple(node);
    if (!Array.isArray(node)) return {};
    const [kind, ...rest] = node as readonly [string, ...Node[]];
    const [first = "x"] = rest;
    const isLeast = this.#mode === "least";
    switch (kind) {
      case "e":
      case "o":
        return this.#mode === "other" ? rest.at(-1) : first;
      case "l":
        return first;
      case "a": {
        const count = isLeast ? 0 : this.#mode === "other" ? 1 : 2;
        return Array.from({ length: count }, () => this.valueOf(first, depth));
      }
      case "m":
        return isLeast
          ? {}
          : { plain: this.valueOf(first, depth), "k [2] é!": this.valueOf(first, depth) };
      default:
        return this.valueOf(this.#optionOf(rest), depth);
    }
  }

  fieldsOf(fields: Fields = {}, depth: number): Record<string, unknown> {
    const taken = Object.entries(fields).filter(
      ([field]) => !field.endsWith("?") || (this.#mode !== "least" && depth <= MAX_DEPTH),
    );
    return Object.fromEntries(
      taken.map(([field, node]) => [field.replace(/\?$/, ""), this.valueOf(node, depth)]),
    );
  }
}

/** Builds an input of an operation: its ids, in the order of the path, and its parameters. */
export function sampleOf(entry: Entry, mode: Mode) {
  const ids = idsOf(entry).map((name, at) =>
    mode === "least" ? `${name}_${at}` : `id ${at}/ä?#%&+!*'()[]`,
  );
  const parameters = new Sampler(mode).fieldsOf(typesFile()[entry.in ?? ""], 1);
  return { ids, parameters };
}

/** Converts parameters to what a caller of the SDK writes, with `decimal` for decimals. */
export function typedParameters(
  type: string | undefined,
  parameters: Readonly<Record<string, unknown>>,
  decimal: (text: string) => unknown,
): Record<string, unknown> {
  const isObject = (value: unknown): value is Record<string, unknown> =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  const convert = (node: Node, value: unknown): unknown => {
    if (value === null || value === "") return value;
    if (node === "d" && typeof value === "string") return decimal(value);
    if (typeof node === "string")
      return node.startsWith("#") && isObject(value)
        ? typedParameters(node.slice(1), value, decimal)
        : value;
    if (!Array.isArray(node)) return value;
    const [kind, ...rest] = node as readonly [string, ...Node[]];
    const [first = "x"] = rest;
    if (kind === "a" && Array.isArray(value)) return value.map((item) => convert(first, item));
    if (kind === "m" && isObject(value))
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, convert(first, item)]),
      );
    if (kind !== "u") return value;
    const meant = rest.find((option) =>
      Array.isArray(value)
        ? Array.isArray(option) && option[0] === "a"
        : isObject(value)
          ? (typeof option === "string" && option.startsWith("#")) ||
            (Array.isArray(option) && option[0] === "m")
          : option === "d",
    );
    return meant === undefined ? value : convert(meant, value);
  };
  const fields = typesFile()[type ?? ""] ?? {};
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      convert(fields[name] ?? fields[`${name}?`] ?? "x", value),
    ]),
  );
}
