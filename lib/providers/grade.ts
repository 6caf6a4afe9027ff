import type { ProviderAdapter } from "./types";

/** Completeness of a provider, derived from its declarations. */
export type Grade = "bronze" | "silver" | "gold";

interface Facts {
  readonly reads: number;
  readonly writes: number;
  readonly hears: boolean;
  readonly catchesUp: boolean;
  /** True if every write is idempotent. */
  readonly repeatsSafely: boolean;
  /** Share of operations with an example. */
  readonly examples: number;
}

/** Counts the declarations of a provider. */
export function factsOf({ operations, webhook, catchUp }: ProviderAdapter): Facts {
  const all = Object.values(operations).filter(({ internal }) => !internal);
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
 * Returns the highest grade whose conditions are met; `null` if the account cannot be identified. Renewal needs no
 * condition, because `lib/connections/tokens.ts` renews every token that expires.
 */
export function gradeOf(adapter: ProviderAdapter): Grade | null {
  const facts = factsOf(adapter);
  if (facts.reads === 0 || adapter.operations[adapter.identify]?.effect !== "read") return null;
  if (facts.writes === 0 || !facts.hears) return "bronze";
  const isGold = (facts.catchesUp || facts.repeatsSafely) && facts.examples === 1;
  return isGold ? "gold" : "silver";
}

/** Describes the grade of a provider: `Silver: reads and writes, receives events.` */
export function gradeLine(adapter: ProviderAdapter): string {
  const grade = gradeOf(adapter);
  if (!grade) return "";
  const { writes, hears, catchesUp, repeatsSafely } = factsOf(adapter);
  const does = [
    writes > 0 ? "reads and writes" : "reads",
    hears ? "receives events" : "",
    catchesUp ? "fetches missed events" : "",
    writes > 0 && repeatsSafely ? "repeats writes safely" : "",
  ].filter((part) => part !== "");
  return `${grade.charAt(0).toUpperCase()}${grade.slice(1)}: ${does.join(", ")}.`;
}
