import type { Movements, RecurringSeries } from "@/lib/contracts/metrics";
import { addDays } from "@/lib/core/days";
import type { Span } from "@/lib/metrics/range";
import { round } from "@/lib/metrics/rational";
import { roundedMovements, type RecurringDays } from "@/lib/metrics/recurring";

/** The last day of each part of a span. */
export const endsOf = ({ buckets, to }: Span): string[] =>
  buckets.map((bucket, index) => {
    const next = buckets[index + 1]?.day;
    return next === undefined ? to : next === bucket.day ? bucket.day : addDays(next, -1);
  });

/** MRR, subscribers and churn at the end of each part of a span. */
export function recurringSeries(days: RecurringDays, span: Span): RecurringSeries {
  const ends = endsOf(span);
  return {
    mrr: ends.map((day) => round(days.at(day).mrr)),
    subscribers: ends.map((day) => days.at(day).subscribers),
    churn: ends.map((day) => days.churnAt(day)),
  };
}

/** The movements of MRR in a span. */
export const movementsIn = (days: RecurringDays, { from, to }: Span): Movements =>
  roundedMovements(days.at(addDays(from, -1)).mrr, days.between(from, to));
