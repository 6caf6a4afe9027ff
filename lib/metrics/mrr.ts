import {
  add,
  compare,
  fromDecimal,
  multiply,
  rational,
  subtract,
  ZERO,
  type Rational,
} from "./rational";

export type Interval = "day" | "week" | "month" | "year";

/** How often an interval falls into a month, as exact fractions. */
const PER_MONTH: Readonly<Record<Interval, Rational>> = {
  day: rational(365, 12),
  week: rational(52, 12),
  month: rational(1),
  year: rational(1, 12),
};

export interface Tier {
  /** `null`: without an end. */
  readonly upTo: number | null;
  readonly unitAmount: Rational;
  readonly flatAmount: Rational;
}

/** A recurring price. Amounts are minor units. */
export interface Price {
  readonly currency: string;
  readonly unitAmount: Rational;
  readonly tiersMode: "graduated" | "volume" | null;
  readonly tiers: readonly Tier[];
  readonly interval: Interval;
  readonly intervalCount: number;
  readonly isMetered: boolean;
}

export interface Discount {
  readonly percentOff: Rational | null;
  /** Minor units. */
  readonly amountOff: Rational | null;
  readonly duration: "forever" | "repeating" | "once";
  /** Unix seconds; `null` if it has none. */
  readonly start: number | null;
  readonly end: number | null;
}

export interface Item {
  readonly price: Price;
  readonly quantity: number;
  readonly discounts: readonly Discount[];
}

/** Fields of a subscription that decide its monthly value. */
export interface SubscriptionState {
  readonly status: string;
  readonly isPaused: boolean;
  readonly items: readonly Item[];
  readonly discounts: readonly Discount[];
}

/** Amounts by currency. */
export type Amounts = ReadonlyMap<string, Rational>;

/** Statuses in which a subscription has a monthly value. */
export const COUNTED: ReadonlySet<string> = new Set(["active", "past_due"]);

function tieredAmount({ tiersMode, tiers }: Price, quantity: number): Rational {
  let total = ZERO;
  let from = 0;
  for (const { upTo, unitAmount, flatAmount } of tiers) {
    const end = upTo ?? Number.POSITIVE_INFINITY;
    const isWhole = tiersMode === "volume";
    const inTier = quantity > from && quantity <= end ? quantity : 0;
    const part = isWhole ? inTier : Math.max(0, Math.min(quantity, end) - from);
    if (part > 0) total = add(total, add(multiply(unitAmount, rational(part)), flatAmount));
    from = end;
  }
  return total;
}

/** Only a discount without an end is part of the monthly value: the others would make it rise by itself. */
const counts = ({ duration, start, end }: Discount, at: number): boolean =>
  duration === "forever" && (end === null || end > at) && (start === null || start <= at);

function discounted(
  amount: Rational,
  discounts: readonly Discount[],
  { at, perMonth }: { readonly at: number; readonly perMonth: Rational },
): Rational {
  let left = amount;
  for (const discount of discounts) {
    if (!counts(discount, at)) continue;
    const { percentOff, amountOff } = discount;
    if (percentOff !== null)
      left = multiply(left, subtract(rational(1), multiply(percentOff, rational(1, 100))));
    else if (amountOff !== null) left = subtract(left, multiply(amountOff, perMonth));
  }
  // $60 off $50 is nothing, and neither −$10 nor $10.
  return compare(left, ZERO) < 0 ? ZERO : left;
}

const monthsOf = ({ interval, intervalCount }: Price): Rational =>
  multiply(PER_MONTH[interval], rational(1, Math.max(1, intervalCount)));

/**
 * The monthly value of a subscription at a moment (unix seconds), by currency, exact and in minor units. Metered items and
 * free plans add nothing, and a subscription that is not active or past due has none.
 */
export function subscriptionMrr(state: SubscriptionState, at: number): Amounts {
  const found = new Map<string, Rational>();
  if (!COUNTED.has(state.status) || state.isPaused) return found;
  for (const { price, quantity, discounts } of state.items) {
    if (price.isMetered) continue;
    const perMonth = monthsOf(price);
    const gross =
      price.tiersMode === null
        ? multiply(price.unitAmount, rational(quantity))
        : tieredAmount(price, quantity);
    const net = discounted(multiply(gross, perMonth), discounts, { at, perMonth });
    found.set(price.currency, add(found.get(price.currency) ?? ZERO, net));
  }
  // An amount off the whole subscription is taken once per billing interval, after the discounts of its items.
  const [first] = state.items;
  const perMonth = first ? monthsOf(first.price) : rational(1);
  for (const [currency, amount] of found)
    found.set(currency, discounted(amount, state.discounts, { at, perMonth }));
  return found;
}

/** Reads an amount that Stripe gives as decimal text, else as a whole number; zero if it has neither. */
export const amountOf = (decimalText: unknown, whole: unknown): Rational => {
  const chosen = typeof decimalText === "string" ? decimalText : whole;
  return typeof chosen === "string" || typeof chosen === "number"
    ? (fromDecimal(chosen) ?? ZERO)
    : ZERO;
};
