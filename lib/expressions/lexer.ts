import { ExpressionError } from "./ast";

export type Token =
  | { readonly kind: "string"; readonly text: string; readonly at: number }
  | { readonly kind: "number"; readonly text: string; readonly value: number; readonly at: number }
  | { readonly kind: "name" | "mark" | "end"; readonly text: string; readonly at: number };

const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  "\\": "\\",
  "'": "'",
  '"': '"',
};
const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const NAME = /[A-Za-z_$][\w$]*/y;
const SPACE = /\s+/y;
/** Longest first, so that `===` is not read as `==`. */
const MARKS = "=== !== <= >= == != && || ?? ? : ( ) [ ] . , ! < > + - * / %".split(" ");

function take(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0];
}

function readString(source: string, at: number): { token: Token; end: number } {
  const quote = source.charAt(at);
  let text = "";
  let index = at + 1;
  while (index < source.length && source.charAt(index) !== quote) {
    let character = source.charAt(index);
    if (character === "\\") {
      index += 1;
      const escape = source.charAt(index);
      if (!Object.hasOwn(ESCAPES, escape)) throw new ExpressionError("Unknown escape", index);
      character = ESCAPES[escape] ?? "";
    }
    text += character;
    index += 1;
  }
  if (index >= source.length) throw new ExpressionError("This text has no closing quote", at);
  return { token: { kind: "string", text, at }, end: index + 1 };
}

/** Splits the source text into tokens, ending in an `end` token. Throws ExpressionError. */
export function lex(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const space = take(SPACE, source, at);
    if (space !== undefined) {
      at += space.length;
      continue;
    }
    const character = source.charAt(at);
    if (character === "'" || character === '"') {
      const { token, end } = readString(source, at);
      tokens.push(token);
      at = end;
      continue;
    }
    const number = take(NUMBER, source, at);
    if (number !== undefined) {
      tokens.push({ kind: "number", text: number, value: Number(number), at });
      at += number.length;
      continue;
    }
    const name = take(NAME, source, at);
    const mark = name === undefined ? MARKS.find((text) => source.startsWith(text, at)) : undefined;
    const text = name ?? mark;
    if (text === undefined) throw new ExpressionError(`Unexpected "${character}"`, at);
    tokens.push({ kind: name === undefined ? "mark" : "name", text, at });
    at += text.length;
  }
  tokens.push({ kind: "end", text: "the end", at: source.length });
  return tokens;
}
