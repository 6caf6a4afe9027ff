import type { MovementSums } from "./movements";
import { add, divide, multiply, rational, subtract, type Rational } from "./rational";

/** A share of a whole. It has no value while the whole is nothing. */
export interface Share {
  readonly part: number;
  readonly whole: number;
  /** `null`: there is nothing to have a share of. */
  readonly value: number | null;
}

/** The share that a part has of a whole. */
export const shareOf = (part: number, whole: number): Share => ({
  part,
  whole,
  value: whole === 0 ? null : part / whole,
});

/** Subscribers of the last 30 days: those at their beginning, and who came and went since. */
export interface SubscriberCounts {
  readonly active: number;
  readonly added: number;
  readonly churned: number;
}

/** Customers who went ÷ (customers 30 days before + new ones). */
export const churnRate = ({ active, added, churned }: SubscriberCounts): Share =>
  shareOf(churned, active + added);

/** MRR that was lost: of customers who went and of customers who pay less. More than zero. */
export const lostRevenue = ({ churn, contraction }: MovementSums): Rational =>
  subtract(rational(0), add(churn, contraction));

/** The lost part ÷ the whole; `null` if there was nothing. */
export const grossMrrChurn = (moves: MovementSums, start: Rational): Rational | null =>
  divide(lostRevenue(moves), start);

/** As gross churn, less what customers pay more; below zero if they do by more than was lost. */
export const netMrrChurn = (moves: MovementSums, start: Rational): Rational | null =>
  divide(subtract(lostRevenue(moves), add(moves.expansion, moves.reactivation)), start);

/** Average MRR of a subscriber; `null` without subscribers. */
export const arpu = (mrr: Rational, subscribers: number): Rational | null =>
  divide(mrr, rational(subscribers));

/** The value of a subscriber until they go: ARPU ÷ churn, exact; `null` while nobody goes. */
export function lifetimeValue(
  average: Rational | null,
  { active, added, churned }: SubscriberCounts,
): Rational | null {
  if (average === null || active + added === 0) return null;
  return divide(multiply(average, rational(active + added)), rational(churned));
}
