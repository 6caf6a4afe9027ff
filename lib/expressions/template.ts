import { cutText } from "../core/storable";
import { nearest } from "../core/text";
import type { Diagnostic } from "./ast";
import { FilterError, FILTERS } from "./filters";
import { ABSENT, isReserved, readOwn } from "./paths";
import { escapeFor, type Sink } from "./sinks";

type Argument =
  | { readonly kind: "literal"; readonly value: string | number }
  | { readonly kind: "path"; readonly path: string; readonly at: number };

interface Pipe {
  readonly name: string;
  readonly args: readonly Argument[];
  readonly at: number;
}

interface Hole {
  readonly path: string;
  readonly pipes: readonly Pipe[];
  readonly at: number;
}

/** A parsed template: texts and the holes between them. */
export interface Template {
  readonly parts: readonly (string | Hole)[];
}

export type TemplateResult =
  | { readonly ok: true; readonly template: Template }
  | { readonly ok: false; readonly diagnostic: Diagnostic };

const MAX_SOURCE = 10_000;
const MAX_TEXT = 100_000;
const PATH = /^[A-Za-z_]\w*(?:\.[\w-]+)*$/;

class TemplateError extends Error {
  readonly diagnostic: Diagnostic;
  constructor(position: number, message: string, suggestion?: string) {
    super(message);
    this.diagnostic = { position, message, ...(suggestion === undefined ? {} : { suggestion }) };
  }
}

/** Splits at a character that stands outside of quotes; each piece with its position. */
function split(source: string, at: number, separator: string): { text: string; at: number }[] {
  const pieces: { text: string; at: number }[] = [];
  let quote = "";
  let start = 0;
  for (let index = 0; index <= source.length; index++) {
    const character = source[index];
    if (character === "'" || character === '"')
      quote = quote === "" ? character : quote === character ? "" : quote;
    if (index < source.length && (quote !== "" || character !== separator)) continue;
    const piece = source.slice(start, index).trimStart();
    pieces.push({ text: piece.trimEnd(), at: at + index - piece.length });
    start = index + 1;
  }
  return pieces;
}

function parsePath(text: string, at: number): string {
  if (!PATH.test(text) || text.split(".").some(isReserved))
    throw new TemplateError(at, `"${text}" is not the name of a field`);
  return text;
}

function parseArgument(text: string, at: number): Argument {
  if (/^(?:'[^']*'|"[^"]*")$/.test(text)) return { kind: "literal", value: text.slice(1, -1) };
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return { kind: "literal", value: Number(text) };
  return { kind: "path", path: parsePath(text, at), at };
}

function parsePipe({ text, at }: { text: string; at: number }): Pipe {
  const colon = text.indexOf(":");
  const name = (colon === -1 ? text : text.slice(0, colon)).trim();
  const filter = FILTERS.get(name);
  if (!filter)
    throw new TemplateError(at, `Unknown filter "${name}"`, nearest(name, FILTERS.keys()));
  const args =
    colon === -1
      ? []
      : split(text.slice(colon + 1), at + colon + 1, ",").map((piece) =>
          parseArgument(piece.text, piece.at),
        );
  if (args.length < filter.min || args.length > filter.max)
    throw new TemplateError(at, `"${name}" is written like this: ${filter.example}`);
  return { name, args, at };
}

function parseHole(source: string, at: number): Hole {
  const [first, ...pipes] = split(source, at, "|");
  return {
    path: parsePath(first?.text ?? "", first?.at ?? at),
    pipes: pipes.map(parsePipe),
    at,
  };
}

/**
 * Reads a template: text with holes `{{path | filter: argument}}`. Anything else, also a lone brace, is text.
 * Never throws; a hole that does not close, an unknown filter and a bad name are diagnostics.
 */
export function parseTemplate(source: string): TemplateResult {
  const parts: (string | Hole)[] = [];
  try {
    if (source.length > MAX_SOURCE)
      throw new TemplateError(MAX_SOURCE, `A template has at most ${MAX_SOURCE} characters`);
    let rest = 0;
    for (let open = source.indexOf("{{"); open !== -1; open = source.indexOf("{{", rest)) {
      const close = source.indexOf("}}", open);
      if (close === -1) throw new TemplateError(open, 'This "{{" is never closed');
      if (open > rest) parts.push(source.slice(rest, open));
      parts.push(parseHole(source.slice(open + 2, close), open + 2));
      rest = close + 2;
    }
    if (rest < source.length) parts.push(source.slice(rest));
    return { ok: true, template: { parts } };
  } catch (error) {
    if (error instanceof TemplateError) return { ok: false, diagnostic: error.diagnostic };
    throw error;
  }
}

/** Every path that a template reads; `optional` where a `default` follows. */
export function templatePaths(
  template: Template,
): readonly { readonly path: string; readonly at: number; readonly optional: boolean }[] {
  return template.parts.flatMap((part) => {
    if (typeof part === "string") return [];
    const optional = part.pipes.some(({ name }) => FILTERS.get(name)?.takesAbsent);
    const args = part.pipes.flatMap((pipe) => pipe.args);
    return [
      { path: part.path, at: part.at, optional },
      ...args.flatMap((arg) =>
        arg.kind === "path" ? [{ path: arg.path, at: arg.at, optional: false }] : [],
      ),
    ];
  });
}

/** The value at a path of own properties, or ABSENT. */
export function readPath(scope: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((holder, key) => readOwn(holder, key), scope);
}

const orNull = (value: unknown) => (value === ABSENT ? null : value);

function fill(hole: Hole, scope: unknown, diagnostics: Diagnostic[]): unknown {
  const found = readPath(scope, hole.path);
  const takesAbsent = hole.pipes[0] && FILTERS.get(hole.pipes[0].name)?.takesAbsent;
  if (found === ABSENT && !takesAbsent) {
    diagnostics.push({ position: hole.at, message: `"${hole.path}" is not there` });
    return null;
  }
  let value = orNull(found);
  for (const { name, args, at } of hole.pipes) {
    const filter = FILTERS.get(name);
    if (!filter || (value === null && !filter.takesAbsent)) return null;
    try {
      value = filter.run(
        value,
        args.map((arg) => (arg.kind === "literal" ? arg.value : orNull(readPath(scope, arg.path)))),
      );
    } catch (error) {
      if (!(error instanceof FilterError)) throw error;
      diagnostics.push({ position: at, message: `"${name}" ${error.message}` });
      return null;
    }
  }
  return value;
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return value === null || value === undefined ? "" : JSON.stringify(value);
}

/**
 * Fills a template once: what comes out is never read as a template again. A template that is one hole alone keeps
 * its value's type; in text every value is escaped for its sink. An absent path is empty, and a diagnostic.
 */
export function renderTemplate(
  { parts }: Template,
  scope: unknown,
  sink: Sink = "plain",
): { readonly value: unknown; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const [only] = parts;
  if (parts.length === 1 && only !== undefined && typeof only !== "string") {
    const value = fill(only, scope, diagnostics);
    return { value: typeof value === "string" ? escapeFor(sink, value) : value, diagnostics };
  }
  let text = "";
  for (const part of parts) {
    text +=
      typeof part === "string" ? part : escapeFor(sink, textOf(fill(part, scope, diagnostics)));
    if (text.length <= MAX_TEXT) continue;
    diagnostics.push({ position: 0, message: `The text was cut after ${MAX_TEXT} characters` });
    break;
  }
  return { value: cutText(text, MAX_TEXT), diagnostics };
}
