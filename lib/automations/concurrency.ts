import type { AutomationDefinition } from "./schema";

/** How many runs with the same concurrency key may run at once, oldest first; `null` means no limit. */
export function concurrencyLimit({ mode, limits }: AutomationDefinition): number | null {
  return mode === "queued" ? 1 : (limits.concurrency ?? null);
}

/** The key of the runs that `mode` and the limit count together: the event's subject, or all runs. At most 300 characters. */
export function concurrencyKeyOf(
  { per }: AutomationDefinition,
  subject: string | undefined,
): string {
  return per === "subject" ? (subject ?? "").slice(0, 300) : "";
}
