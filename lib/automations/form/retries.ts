import { durationMs } from "../../core/duration";
import { maxDelayMs, DEFAULT_RETRY } from "../../core/retry";

const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1000],
] as const;
/** Number of delays that are listed in full; of more, only the first ones and the last. */
const MAX_LISTED = 4;

function lengthOf(ms: number): string {
  let rest = ms;
  return UNITS.flatMap(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count > 0 ? [`${count} ${unit}`] : [];
  }).join(" ");
}

function listed(waits: readonly string[]): string {
  if (waits.length > MAX_LISTED)
    return `${waits.slice(0, MAX_LISTED - 1).join(", ")} … ${waits.at(-1) ?? ""}`;
  return waits.length > 1
    ? `${waits.slice(0, -1).join(", ")} and ${waits.at(-1)}`
    : (waits[0] ?? "");
}

/**
 * Describes the `retry` of a step in a sentence, with defaults for missing parts. Returns `null` if a part is invalid.
 */
export function retryMeaning(retry: Readonly<Record<string, unknown>>): string | null {
  const { max, delay }: { max: unknown; delay: unknown } = { ...DEFAULT_RETRY, ...retry };
  const delayMs = typeof delay === "string" ? durationMs(delay) : null;
  const tries = typeof max === "number" && Number.isInteger(max) ? max : 0;
  if (tries < 1 || tries > 20 || delayMs === null) return null;
  const again = tries - 1;
  if (again === 0) return "No retries: the step fails at once.";
  const waits = Array.from({ length: again }, (_, index) =>
    lengthOf(maxDelayMs(delayMs, index + 1)),
  );
  return `Retries after about ${listed(waits)}, at most ${again} ${again === 1 ? "time" : "times"}.`;
}
