import { Cron } from "croner";

/** Returns the next time at which a schedule fires after a moment; `null` if it never does. Follows daylight saving time. */
export function nextFiring(on: { schedule: string; timeZone: string }, after: Date): Date | null {
  return new Cron(on.schedule, { timezone: on.timeZone }).nextRun(after);
}

/** Returns the next times at which a schedule fires. */
export function nextFirings(
  on: { schedule: string; timeZone: string },
  after: Date,
  count: number,
): Date[] {
  return new Cron(on.schedule, { timezone: on.timeZone }).nextRuns(count, after);
}
