import type { Amounts } from "./mrr";
import { add, compare, ZERO, type Rational } from "./rational";

/** The monthly value of a subscription from a moment on. */
export interface Step {
  /** Unix seconds. */
  readonly at: number;
  readonly subscription: string;
  readonly customer: string;
  readonly mrr: Amounts;
}

export const MOVEMENTS = ["new", "reactivation", "expansion", "contraction", "churn"] as const;
export type Movement = (typeof MOVEMENTS)[number];

/** Names of the movements, long and as they fit below a bar. */
export const MOVEMENT_NAMES: Readonly<
  Record<Movement, { readonly long: string; readonly short: string }>
> = {
  new: { long: "New", short: "New" },
  reactivation: { long: "Returned", short: "Back" },
  expansion: { long: "Upgrades", short: "Up" },
  contraction: { long: "Downgrades", short: "Down" },
  churn: { long: "Churn", short: "Churn" },
};

/** How a customer's monthly value changed in the course of a day. */
export interface Change {
  readonly day: string;
  readonly customer: string;
  readonly currency: string;
  readonly kind: Movement;
  readonly before: Rational;
  readonly after: Rational;
}

function kindOf(before: Rational, after: Rational, wasCustomer: boolean): Movement {
  if (before.numerator === 0n) return wasCustomer ? "reactivation" : "new";
  if (after.numerator === 0n) return "churn";
  return compare(after, before) > 0 ? "expansion" : "contraction";
}

const byTime = (left: Step, right: Step): number =>
  left.at - right.at ||
  (left.subscription < right.subscription ? -1 : left.subscription > right.subscription ? 1 : 0);

/** Adds up what a customer's subscriptions are worth. */
function totals(values: Iterable<Amounts>): Map<string, Rational> {
  const found = new Map<string, Rational>();
  for (const amounts of values)
    for (const [currency, amount] of amounts)
      found.set(currency, add(found.get(currency) ?? ZERO, amount));
  return found;
}

/** Changes of one customer, whose steps are in order of time. */
function customerChanges(
  customer: string,
  steps: readonly Step[],
  dayOf: (seconds: number) => string,
): Change[] {
  const found: Change[] = [];
  const current = new Map<string, Amounts>();
  const known = new Map<string, Rational>();
  const days = Map.groupBy(steps, ({ at }) => dayOf(at));
  for (const [day, own] of days) {
    for (const { subscription, mrr } of own) current.set(subscription, mrr);
    const total = totals(current.values());
    for (const currency of new Set([...known.keys(), ...total.keys()])) {
      const before = known.get(currency) ?? ZERO;
      const after = total.get(currency) ?? ZERO;
      if (compare(before, after) === 0) continue;
      const kind = kindOf(before, after, known.has(currency));
      found.push({ day, customer, currency, kind, before, after });
      known.set(currency, after);
    }
  }
  return found;
}

/**
 * One change for each customer, currency and day on which the value at the end of the day differs from the day before. A
 * switch from one subscription to another within a day is an upgrade or a downgrade, and neither churn nor new.
 */
export function changesOf(steps: readonly Step[], dayOf: (seconds: number) => string): Change[] {
  const byCustomer = Map.groupBy(steps.toSorted(byTime), ({ customer }) => customer);
  return [...byCustomer].flatMap(([customer, own]) => customerChanges(customer, own, dayOf));
}

/** Exact sums of the movements of a time. */
export type MovementSums = Readonly<Record<Movement, Rational>>;

export const NO_MOVEMENTS: MovementSums = {
  new: ZERO,
  reactivation: ZERO,
  expansion: ZERO,
  contraction: ZERO,
  churn: ZERO,
};
