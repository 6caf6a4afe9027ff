import type { Step } from "./movements";
import { subscriptionMrr, type Discount, type Item, type SubscriptionState } from "./mrr";
import type { BilledDiscounts, HistoryLine, StoredSubscription } from "./stored";

const NOTHING: SubscriptionState = {
  status: "canceled",
  isPaused: false,
  items: [],
  discounts: [],
};
const NEVER_PAID: ReadonlySet<string> = new Set(["incomplete", "incomplete_expired"]);

/** A moment from which on a subscription was seen to be paid for, or not. Trials are not among them: their dates are known. */
export interface SeenState {
  /** Unix seconds. */
  readonly at: number;
  readonly isCounted: boolean;
}

/** What is known of the past of a subscription beside its present state. */
export interface Past {
  readonly lines: readonly HistoryLine[];
  readonly billed: readonly BilledDiscounts[];
  /** The oldest first. */
  readonly states: readonly SeenState[];
}

/** A time, in unix seconds: [`from`, `to`). */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** The items that the invoices of a subscription were for, by the second from which on. */
function itemsByTime(
  subscription: StoredSubscription,
  lines: readonly HistoryLine[],
  { from, to }: Span,
): [number, readonly Item[]][] {
  const charged = lines.filter(({ at, amount }) => at < to && amount > 0);
  const byTime = Map.groupBy(charged, ({ at }) => Math.max(at, from));
  const times = [...byTime.keys()].toSorted((left, right) => left - right);
  const [first] = times;
  if (first === undefined) return [[from, subscription.items]];
  // With several items, a line may tell of one of them alone: it does not say what the others are.
  const isWhole = (count: number) =>
    subscription.items.length < 2 || count >= subscription.items.length;
  const known = times.flatMap((at): [number, readonly Item[]][] => {
    const items = (byTime.get(at) ?? []).map(({ price, quantity }) => ({
      price,
      quantity,
      discounts: [],
    }));
    return isWhole(items.length) ? [[at, items]] : [];
  });
  const [oldest] = known;
  if (!oldest) return [[from, subscription.items]];
  return first > from ? [[from, oldest[1]], ...known] : known;
}

/**
 * The trials of a subscription. It has the dates of its last one. Earlier ones are periods of which an invoice charges nothing
 * although their price is not free; such a period ends early where the next one is charged.
 */
function trialsOf(
  { trialStart, trialEnd, startedAt }: StoredSubscription,
  lines: readonly HistoryLine[],
): Span[] {
  const last =
    trialEnd === null ? [] : [{ from: Math.min(trialStart ?? startedAt, trialEnd), to: trialEnd }];
  if (trialStart === null) return last;
  const charged = lines.filter(({ amount }) => amount > 0).map(({ at }) => at);
  const earlier = lines
    .filter(
      ({ at, amount, price, quantity, isProration }) =>
        amount === 0 &&
        at < trialStart &&
        !isProration &&
        !price.isMetered &&
        quantity > 0 &&
        price.unitAmount.numerator > 0n,
    )
    .map(({ at, until }) => ({
      from: at,
      to: Math.min(until ?? at, trialStart, ...charged.filter((one) => one > at)),
    }));
  return [...earlier, ...last];
}

/**
 * The discounts of a subscription, those that are gone included: by an invoice that took them off, from their start until the
 * first later invoice without them, or until the subscription was read.
 */
function discountsOf(
  { discounts, discountIds, readAt }: StoredSubscription,
  billed: readonly BilledDiscounts[],
): Discount[] {
  const bills = billed.toSorted((left, right) => left.at - right.at);
  const gone = new Map<string, Discount>();
  for (const bill of bills)
    for (const [id, discount] of bill.discounts) if (!discountIds.has(id)) gone.set(id, discount);
  const ended = [...gone].map(([id, discount]): Discount => {
    const lastAt = bills.findLast((bill) => bill.discounts.has(id))?.at ?? 0;
    const without = bills.find(({ at }) => at > lastAt)?.at ?? readAt;
    return { ...discount, end: Math.min(discount.end ?? without, without) };
  });
  return [...discounts, ...ended];
}

const isIn = (spans: readonly Span[], at: number): boolean =>
  spans.some(({ from, to }) => from <= at && at < to);

/**
 * What a subscription was worth from which moment on, as far as the synced copy tells. Exact are its start, its trials, its own
 * end, the start of discounts, and times without payment or on pause that events told. Changes of price and quantity show by
 * the invoices: at once with prorations, else with the next period; so does the end of a discount. Not known are times without
 * payment before the first event; what cannot be dated counts from the second at which it was read.
 */
export function stepsOf(subscription: StoredSubscription, { lines, billed, states }: Past): Step[] {
  const { id, customer, status, startedAt, trialStart, trialEnd, endedAt, readAt } = subscription;
  if (NEVER_PAID.has(status)) return [];
  const step = (at: number, state: SubscriptionState): Step => ({
    at,
    subscription: id,
    customer,
    mrr: subscriptionMrr(state, at),
  });
  const isLaterTrial = trialStart !== null && trialStart > startedAt;
  const begin = isLaterTrial ? startedAt : Math.max(startedAt, trialEnd ?? 0);
  const end = endedAt ?? Math.max(readAt, begin);
  const items = itemsByTime(subscription, lines, { from: begin, to: end });
  const trials = trialsOf(subscription, lines);
  const discounts = discountsOf(subscription, billed);
  const times = new Set([
    begin,
    ...items.map(([at]) => at),
    ...trials.flatMap(({ from, to }) => [from, to]),
    ...discounts.flatMap(({ start, end: over }) => [start ?? begin, over ?? begin]),
    ...states.map(({ at }) => at),
  ]);
  const steps = [...times]
    .filter((at) => at >= begin && at < end)
    .toSorted((left, right) => left - right)
    .map((at) => {
      const isCounted = states.findLast((state) => state.at <= at)?.isCounted ?? true;
      const known = items.findLast(([from]) => from <= at)?.[1] ?? [];
      return isCounted && !isIn(trials, at)
        ? step(at, { status: "active", isPaused: false, items: known, discounts })
        : step(at, NOTHING);
    });
  return [...steps, endedAt === null ? step(end, subscription) : step(endedAt, NOTHING)];
}
