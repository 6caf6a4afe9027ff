import type { AutomationDefinition } from "./schema";

/** Returns the max number of parallel runs per concurrency key; `null` means no limit. */
export function concurrencyLimit({ mode, limits }: AutomationDefinition): number | null {
  return mode === "queued" ? 1 : (limits.concurrency ?? null);
}

/** Returns the concurrency key of a run: the event's subject, or an empty key for all runs. At most 300 characters. */
export function concurrencyKeyOf(
  { per }: AutomationDefinition,
  subject: string | undefined,
): string {
  return per === "subject" ? (subject ?? "").slice(0, 300) : "";
}
