/**
 * Type of a parameter in the generated files: `s` text, `n` number, `b` boolean, `d` decimal, `i` 64-bit integer, `t` time,
 * `f` file, `x` anything, `0` null, the empty text to unset a value, `#Name` a named type. Lists begin with their kind: `e`
 * closed and `o` open enum, `l` literal, `a` list, `m` map, `u` union.
 */
export type Node =
  | string
  | readonly ["e" | "o", ...string[]]
  | readonly ["l", number | boolean]
  | readonly ["a" | "m", Node]
  | readonly ["u", ...Node[]]
  | Fields;

/** Fields of a type; a name that ends in `?` is optional. */
export interface Fields {
  readonly [field: string]: Node;
}

/** An operation of the SDK. The names are short, because there are hundreds of entries. */
export interface Entry {
  readonly m: "GET" | "POST" | "DELETE";
  /** Path with the names of its ids: `/v1/customers/{id}`. */
  readonly p: string;
  /** Path of the method in the SDK's client: `checkout.sessions.create`. */
  readonly sdk: string;
  /** Name of the type of its parameters. */
  readonly in?: string;
  /** Names of the shapes of its answer. */
  readonly out?: string | readonly string[];
  readonly k?: "list" | "search";
  /** Set if another host answers. */
  readonly base?: string;
  /** Set if it uploads a file. */
  readonly file?: true;
  /** Set if it answers with a file. */
  readonly stream?: true;
  /** Set if it needs an API version that is chosen for the call. */
  readonly needs?: "options";
  /** Set if it is deprecated. */
  readonly old?: true;
}
