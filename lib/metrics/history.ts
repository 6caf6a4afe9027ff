import type { Step } from "./movements";
import { subscriptionMrr, type Item, type SubscriptionState } from "./mrr";
import type { HistoryLine, StoredSubscription } from "./stored";

const NOTHING: SubscriptionState = {
  status: "canceled",
  isPaused: false,
  items: [],
  discounts: [],
};
const NEVER_PAID: ReadonlySet<string> = new Set(["incomplete", "incomplete_expired"]);

/** The items that the invoices of a subscription were for, by the second from which on. */
function itemsByTime(
  subscription: StoredSubscription,
  lines: readonly HistoryLine[],
  { begin, end }: { readonly begin: number; readonly end: number },
): [number, readonly Item[]][] {
  const charged = lines.filter(({ at, amount }) => at < end && amount > 0);
  const byTime = Map.groupBy(charged, ({ at }) => Math.max(at, begin));
  const times = [...byTime.keys()].toSorted((left, right) => left - right);
  const [first] = times;
  if (first === undefined) return [[begin, subscription.items]];
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
  if (!oldest) return [[begin, subscription.items]];
  return first > begin ? [[begin, oldest[1]], ...known] : known;
}

/** True while a subscription that was paid before is on a free trial. */
const isLaterTrial = ({ trialStart, startedAt }: StoredSubscription): boolean =>
  trialStart !== null && trialStart > startedAt;

/**
 * What a subscription was worth from which moment on, as far as the synced copy tells. Its start, the end of its last trial
 * and its own end are exact. Changes of price and quantity show by the invoices: at once with prorations, else with the next
 * period. Not known are earlier trials, times without payment or on pause, and discounts that are gone; what cannot be dated
 * counts from the second at which it was read.
 */
export function stepsOf(subscription: StoredSubscription, lines: readonly HistoryLine[]): Step[] {
  const { id, customer, status, startedAt, trialStart, trialEnd, endedAt, readAt } = subscription;
  if (NEVER_PAID.has(status)) return [];
  const step = (at: number, state: SubscriptionState): Step => ({
    at,
    subscription: id,
    customer,
    mrr: subscriptionMrr(state, at),
  });
  const isLater = isLaterTrial(subscription);
  const begin = isLater ? startedAt : Math.max(startedAt, trialEnd ?? 0);
  const end = endedAt ?? Number.POSITIVE_INFINITY;
  if (begin >= end || (status === "trialing" && !isLater)) return [];
  const { discounts } = subscription;
  const paid: SubscriptionState = { status: "active", isPaused: false, items: [], discounts };
  const steps = itemsByTime(subscription, lines, { begin, end }).map(([at, items]) =>
    step(at, { ...paid, items }),
  );
  if (isLater && trialStart !== null) {
    steps.push(step(trialStart, NOTHING));
    if (status !== "trialing" && trialEnd !== null && trialEnd < end)
      steps.push(step(trialEnd, { ...paid, items: subscription.items }));
  }
  steps.push(
    endedAt === null ? step(Math.max(readAt, begin), subscription) : step(endedAt, NOTHING),
  );
  return steps;
}
