import { Cron } from "croner";

/** When a cron line fires next in its zone after a moment, or `null` when it never does. Daylight saving is the zone's own. */
export function nextFiring(on: { schedule: string; timeZone: string }, after: Date): Date | null {
  return new Cron(on.schedule, { timezone: on.timeZone }).nextRun(after);
}

/** The next firings, for people to see whether they meant that. */
export function nextFirings(
  on: { schedule: string; timeZone: string },
  after: Date,
  count: number,
): Date[] {
  return new Cron(on.schedule, { timezone: on.timeZone }).nextRuns(count, after);
}
