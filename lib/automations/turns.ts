import type { AutomationDefinition } from "./schema";

/** How many runs of a lane may be under way at once, oldest first; `null`: as many as there are. */
export function turnsAtOnce({ mode, limits }: AutomationDefinition): number | null {
  return mode === "queued" ? 1 : (limits.concurrency ?? null);
}

/** The runs that an event's run takes turns with, stands back for or replaces: those of its subject, or all. At most 300 characters. */
export function laneOf({ per }: AutomationDefinition, subject: string | undefined): string {
  return per === "subject" ? (subject ?? "").slice(0, 300) : "";
}
