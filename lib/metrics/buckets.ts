import { addDays, dayStart } from "../core/days";

export const BUCKET_SIZES = ["hour", "day", "week", "month"] as const;
export type BucketSize = (typeof BUCKET_SIZES)[number];

/** A part of a time: one point of a chart. */
export interface Bucket {
  readonly start: Date;
  readonly end: Date;
  /** Its first day. */
  readonly day: string;
}

const HOUR_MS = 3_600_000;

/** True if a week (Monday) or a month begins on the day. */
function begins(day: string, by: BucketSize): boolean {
  if (by === "month") return day.endsWith("-01");
  return by === "day" || new Date(`${day}T00:00:00Z`).getUTCDay() === 1;
}

/**
 * Divides days into hours, days, weeks or months of a zone. The first and the last part may be shorter, and a day has as many
 * hours as the clocks there give it.
 */
export function bucketsOf(days: {
  readonly from: string;
  readonly to: string;
  readonly by: BucketSize;
  readonly timeZone: string;
}): Bucket[] {
  const { from, to, by, timeZone } = days;
  const found: { start: Date; day: string }[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) {
    if (by !== "hour") {
      if (day === from || begins(day, by)) found.push({ start: dayStart(day, timeZone), day });
      continue;
    }
    const end = dayStart(addDays(day, 1), timeZone).getTime();
    for (let at = dayStart(day, timeZone).getTime(); at < end; at += HOUR_MS)
      found.push({ start: new Date(at), day });
  }
  const last = dayStart(addDays(to, 1), timeZone);
  return found.map(({ start, day }, index) => ({
    start,
    day,
    end: found[index + 1]?.start ?? last,
  }));
}

/** Names a part as people read it on an axis: `14:00`, `Nov 30`, `Nov 2026`. */
export function bucketLabel({ start }: Bucket, by: BucketSize, timeZone: string): string {
  const options: Readonly<Record<BucketSize, Intl.DateTimeFormatOptions>> = {
    hour: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
    day: { month: "short", day: "numeric" },
    week: { month: "short", day: "numeric" },
    month: { month: "short", year: "numeric" },
  };
  return new Intl.DateTimeFormat("en-US", { timeZone, ...options[by] }).format(start);
}

/** Names a part where there is room: `Mon, Nov 30`, `Week of Nov 30`, `November 2026`. */
export function bucketName({ start }: Bucket, by: BucketSize, timeZone: string): string {
  const options: Readonly<Record<BucketSize, Intl.DateTimeFormatOptions>> = {
    hour: { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
    day: { weekday: "short", month: "short", day: "numeric" },
    week: { month: "short", day: "numeric" },
    month: { month: "long", year: "numeric" },
  };
  const text = new Intl.DateTimeFormat("en-US", { timeZone, ...options[by] }).format(start);
  return by === "week" ? `Week of ${text}` : text;
}
