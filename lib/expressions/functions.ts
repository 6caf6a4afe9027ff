import { majorText } from "../core/money";
import { parseInstant } from "../core/time";

/** "No answer can be given": neither true nor false, and no negation makes it true. */
export const UNKNOWN: unique symbol = Symbol("unknown");

interface CallContext {
  /** Epoch milliseconds, for `daysSince`; without it that function has no answer. */
  readonly nowMs: number | undefined;
}

interface Callable {
  readonly min: number;
  readonly max: number;
  /** True if absent arguments reach the function as `null` instead of making the whole call unknown. */
  readonly takesAbsent?: boolean;
  readonly run: (args: readonly unknown[], context: CallContext) => unknown;
}

const DAY_MS = 86_400_000;
const TEXT_LIMIT = 2000;

/** Text of a scalar; lists and objects read as nothing. */
export function textOf(value: unknown): string {
  return typeof value === "string"
    ? value
    : typeof value === "number" || typeof value === "boolean"
      ? String(value)
      : "";
}

const numeric =
  (count: number, compute: (...values: number[]) => number): Callable["run"] =>
  (args) => {
    const numbers = args.slice(0, count).filter((value) => typeof value === "number");
    if (numbers.length !== count) return UNKNOWN;
    const result = compute(...numbers);
    return Number.isFinite(result) ? result : UNKNOWN;
  };

function contains([whole, part]: readonly unknown[]): unknown {
  if (Array.isArray(whole)) return whole.includes(part);
  if (typeof whole !== "string") return UNKNOWN;
  return whole.toLowerCase().includes(textOf(part).toLowerCase());
}

function major([amount, currency]: readonly unknown[]): unknown {
  if (typeof amount !== "number" || typeof currency !== "string") return UNKNOWN;
  const text = majorText(amount, currency);
  return text === null ? UNKNOWN : Number(text);
}

function daysSince([value]: readonly unknown[], { nowMs }: CallContext): unknown {
  const date = parseInstant(value);
  return date && nowMs !== undefined ? Math.floor((nowMs - date.getTime()) / DAY_MS) : UNKNOWN;
}

const text =
  (compute: (...values: string[]) => unknown): Callable["run"] =>
  (args) =>
    compute(...args.map((value) => textOf(value).slice(0, TEXT_LIMIT)));

/** The only names that can be called, each total: it answers for every input, with UNKNOWN at worst. */
const CALLABLES: ReadonlyMap<string, Callable> = new Map<string, Callable>([
  [
    "len",
    {
      min: 1,
      max: 1,
      run: ([value]) =>
        typeof value === "string" || Array.isArray(value) ? value.length : UNKNOWN,
    },
  ],
  ["lower", { min: 1, max: 1, run: text((value = "") => value.toLowerCase()) }],
  ["upper", { min: 1, max: 1, run: text((value = "") => value.toUpperCase()) }],
  ["contains", { min: 2, max: 2, run: contains }],
  ["startsWith", { min: 2, max: 2, run: text((whole = "", part = "") => whole.startsWith(part)) }],
  ["endsWith", { min: 2, max: 2, run: text((whole = "", part = "") => whole.endsWith(part)) }],
  ["abs", { min: 1, max: 1, run: numeric(1, (value = 0) => Math.abs(value)) }],
  ["round", { min: 1, max: 1, run: numeric(1, (value = 0) => Math.round(value)) }],
  ["min", { min: 2, max: 2, run: numeric(2, (a = 0, b = 0) => Math.min(a, b)) }],
  ["max", { min: 2, max: 2, run: numeric(2, (a = 0, b = 0) => Math.max(a, b)) }],
  [
    "coalesce",
    {
      min: 1,
      max: 8,
      takesAbsent: true,
      run: (args) => args.find((value) => value !== null && value !== "") ?? null,
    },
  ],
  ["exists", { min: 1, max: 1, takesAbsent: true, run: ([value]) => value !== null }],
  ["major", { min: 2, max: 2, run: major }],
  ["daysSince", { min: 1, max: 1, run: daysSince }],
]);

export const FUNCTION_NAMES: readonly string[] = [...CALLABLES.keys()];

/** The function of that name, or `undefined`. */
export function callable(name: string): Callable | undefined {
  return CALLABLES.get(name);
}
