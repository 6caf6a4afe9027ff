import { humanise } from "../core/text";
import { parseInstant, relativeTime } from "../core/time";

type Pipe = (value: unknown, nowMs: number) => unknown;

const onText =
  (change: (text: string) => unknown): Pipe =>
  (value) =>
    typeof value === "string" ? change(value) : value;

/** Pipes that may follow a path in `mapItem`. A pipe leaves values alone that it has no meaning for. */
const PIPES: ReadonlyMap<string, Pipe> = new Map<string, Pipe>([
  ["lower", onText((text) => text.toLowerCase())],
  ["upper", onText((text) => text.toUpperCase())],
  ["lowercase", onText((text) => text.toLowerCase())],
  ["uppercase", onText((text) => text.toUpperCase())],
  ["trim", onText((text) => text.trim())],
  ["humanise", onText(humanise)],
  ["extractJiraKey", onText((text) => /[A-Z][A-Z0-9]+-\d+/.exec(text)?.[0])],
  ["count", (value) => (Array.isArray(value) ? value.length : value)],
  ["first", (value) => (Array.isArray(value) ? value.at(0) : value)],
  ["last", (value) => (Array.isArray(value) ? value.at(-1) : value)],
  [
    "relativeTime",
    (value, nowMs) => {
      const date = parseInstant(value);
      return date ? relativeTime(date, new Date(nowMs)) : value;
    },
  ],
]);

export const PIPE_NAMES: readonly string[] = [...PIPES.keys()];

/** The pipe of that name, or `undefined`. */
export function pipe(name: string): Pipe | undefined {
  return PIPES.get(name);
}
