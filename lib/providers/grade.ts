import type { ProviderAdapter } from "./types";

/** How complete a provider is. Derived from what its folder declares, never written down. */
export type Grade = "bronze" | "silver" | "gold";

interface Facts {
  readonly reads: number;
  readonly writes: number;
  readonly hears: boolean;
  readonly catchesUp: boolean;
  /** Every write says how it is kept from happening twice. */
  readonly repeatsSafely: boolean;
  /** Operations with an example, of all. */
  readonly examples: number;
}

/** What a provider's declarations add up to. */
export function factsOf({ operations, webhook, catchUp }: ProviderAdapter): Facts {
  const all = Object.values(operations);
  const writes = all.filter(({ effect }) => effect !== "read");
  return {
    reads: all.length - writes.length,
    writes: writes.length,
    hears: webhook !== undefined,
    catchesUp: catchUp !== undefined,
    repeatsSafely: writes.every(({ idempotency }) => idempotency.by !== "none"),
    examples: all.filter(({ examples }) => examples.length > 0).length / Math.max(1, all.length),
  };
}

/**
 * The highest grade whose conditions, and those below it, are met; `null` for what cannot even be identified.
 * Renewal is nobody's own: `lib/connections/tokens.ts` renews every token that ends.
 */
export function gradeOf(adapter: ProviderAdapter): Grade | null {
  const facts = factsOf(adapter);
  if (facts.reads === 0 || adapter.operations[adapter.identify]?.effect !== "read") return null;
  if (facts.writes === 0 || !facts.hears) return "bronze";
  const isGold = (facts.catchesUp || facts.repeatsSafely) && facts.examples === 1;
  return isGold ? "gold" : "silver";
}

/** `Silver: reads and writes, hears events.`: the grade, with what this very provider does. */
export function gradeLine(adapter: ProviderAdapter): string {
  const grade = gradeOf(adapter);
  if (!grade) return "";
  const { writes, hears, catchesUp, repeatsSafely } = factsOf(adapter);
  const does = [
    writes > 0 ? "reads and writes" : "reads",
    hears ? "hears events" : "",
    catchesUp ? "catches up on missed events" : "",
    writes > 0 && repeatsSafely ? "repeats a write without doing it twice" : "",
  ].filter((part) => part !== "");
  return `${grade.charAt(0).toUpperCase()}${grade.slice(1)}: ${does.join(", ")}.`;
}
