import { dataIn, itemsIn, numberIn, textIn } from "../business/read";
import {
  amountOf,
  COUNTED,
  type Discount,
  type Interval,
  type Item,
  type Price,
  type SubscriptionState,
} from "./mrr";
import { fromDecimal } from "./rational";

type Data = Readonly<Record<string, unknown>>;
/** Finds the stored data of a price or a coupon by its id. */
export type Lookup = (id: string) => Data | undefined;

/** Reads a whole number; the fallback for anything else, because fractions of a seat are not sold. */
const wholeIn = (data: Data, name: string, fallback: number): number => {
  const value = numberIn(data, name);
  return value !== null && Number.isSafeInteger(value) ? value : fallback;
};

const INTERVALS: ReadonlySet<string> = new Set(["day", "week", "month", "year"]);
const isInterval = (text: string | null): text is Interval => text !== null && INTERVALS.has(text);

/** Reads a price as the synced copy holds it; `null` if it is not recurring. */
export function readPrice(data: Data): Price | null {
  const recurring = dataIn(data, "recurring");
  const interval = textIn(recurring, "interval");
  const currency = textIn(data, "currency");
  if (!isInterval(interval) || currency === null) return null;
  const mode = textIn(data, "tiers_mode");
  return {
    currency,
    unitAmount: amountOf(data["unit_amount_decimal"], data["unit_amount"]),
    tiersMode: mode === "graduated" || mode === "volume" ? mode : null,
    tiers: itemsIn(data, "tiers").map((tier) => ({
      upTo: numberIn(tier, "up_to") === null ? null : wholeIn(tier, "up_to", 0),
      unitAmount: amountOf(tier["unit_amount_decimal"], tier["unit_amount"]),
      flatAmount: amountOf(tier["flat_amount_decimal"], tier["flat_amount"]),
    })),
    interval,
    intervalCount: wholeIn(recurring, "interval_count", 1),
    isMetered: textIn(recurring, "usage_type") === "metered",
  };
}

/** Reads a discount. Stripe names its coupon in the object or by its id, and a list may give the discount's id alone. */
function readDiscount(data: Data, coupons: Lookup): Discount | null {
  const source = dataIn(data, "source");
  const id = textIn(source, "coupon") ?? textIn(data, "coupon");
  const coupon = id === null ? dataIn(data, "coupon") : coupons(id);
  const duration = coupon && textIn(coupon, "duration");
  if (!coupon || (duration !== "forever" && duration !== "repeating" && duration !== "once"))
    return null;
  const percent = numberIn(coupon, "percent_off");
  const amount = numberIn(coupon, "amount_off");
  return {
    percentOff: percent === null ? null : fromDecimal(percent),
    amountOff: amount === null ? null : fromDecimal(amount),
    duration,
    start: numberIn(data, "start"),
    end: numberIn(data, "end"),
  };
}

const readDiscounts = (data: Data, coupons: Lookup): Discount[] =>
  itemsIn(data, "discounts").flatMap((one) => readDiscount(one, coupons) ?? []);

function readItem(data: Data, coupons: Lookup): Item | null {
  const price = readPrice(dataIn(data, "price"));
  return (
    price && {
      price,
      quantity: wholeIn(data, "quantity", 1),
      discounts: readDiscounts(data, coupons),
    }
  );
}

/** A line of an invoice that charges for a period of a subscription. */
export interface HistoryLine {
  /** Unix seconds at which its period begins. */
  readonly at: number;
  /** Unix seconds at which its period ends; `null` if that is not known. */
  readonly until: number | null;
  /** True for the rest of a period after a change. */
  readonly isProration: boolean;
  readonly amount: number;
  readonly price: Price;
  readonly quantity: number;
}

/** A subscription as the synced copy holds it. Times are unix seconds. */
export interface StoredSubscription extends SubscriptionState {
  readonly id: string;
  readonly customer: string;
  /** Ids of its own discounts. */
  readonly discountIds: ReadonlySet<string>;
  readonly startedAt: number;
  readonly trialStart: number | null;
  readonly trialEnd: number | null;
  readonly endedAt: number | null;
  /** When the stored state was read. */
  readonly readAt: number;
}

/** Reads a stored subscription; `null` without a customer or a start. */
export function readSubscription(
  data: Data,
  { readAt, coupons }: { readonly readAt: number; readonly coupons: Lookup },
): StoredSubscription | null {
  const id = textIn(data, "id");
  const customer = textIn(data, "customer") ?? textIn(dataIn(data, "customer"), "id");
  const startedAt = numberIn(data, "start_date") ?? numberIn(data, "created");
  if (id === null || customer === null || startedAt === null) return null;
  return {
    id,
    customer,
    startedAt,
    status: textIn(data, "status") ?? "",
    isPaused: Object.keys(dataIn(data, "pause_collection")).length > 0,
    items: itemsIn(data, "items").flatMap((item) => readItem(item, coupons) ?? []),
    discounts: readDiscounts(data, coupons),
    discountIds: new Set(itemsIn(data, "discounts").flatMap((one) => textIn(one, "id") ?? [])),
    trialStart: numberIn(data, "trial_start"),
    trialEnd: numberIn(data, "trial_end"),
    endedAt: numberIn(data, "ended_at"),
    readAt,
  };
}

/** Reads the lines of an invoice that are for periods of its subscription. Credits for a changed price are left out. */
export function readLines(invoice: Data, prices: Lookup): HistoryLine[] {
  return itemsIn(invoice, "lines").flatMap((line) => {
    const inline = dataIn(line, "price");
    const id = textIn(dataIn(dataIn(line, "pricing"), "price_details"), "price");
    const stored = id === null ? inline : prices(id);
    const price = stored ? readPrice(stored) : null;
    const at = numberIn(dataIn(line, "period"), "start");
    const amount = numberIn(line, "amount");
    if (price === null || at === null || amount === null || amount < 0) return [];
    const item = dataIn(dataIn(line, "parent"), "subscription_item_details");
    return [
      {
        at,
        until: numberIn(dataIn(line, "period"), "end"),
        isProration: line["proration"] === true || item["proration"] === true,
        amount,
        price,
        quantity: wholeIn(line, "quantity", 1),
      },
    ];
  });
}

/** The discounts of a subscription by their ids, as one of its invoices took them off. */
export interface BilledDiscounts {
  /** Unix seconds at which the first period of the invoice begins. */
  readonly at: number;
  readonly discounts: ReadonlyMap<string, Discount>;
}

/** Reads the discounts of its subscription that an invoice took off; `null` without a line, or if it has their ids alone. */
export function readBilledDiscounts(invoice: Data, coupons: Lookup): BilledDiscounts | null {
  const starts = itemsIn(invoice, "lines").flatMap(
    (line) => numberIn(dataIn(line, "period"), "start") ?? [],
  );
  const all = Array.isArray(invoice["discounts"]) ? invoice["discounts"] : [];
  if (starts.length === 0 || all.some((one) => typeof one === "string")) return null;
  const discounts = itemsIn(invoice, "discounts").flatMap((data): [string, Discount][] => {
    const id = textIn(data, "id");
    // Discounts of the customer and of this invoice alone are no part of the subscription's value.
    if (id === null || textIn(data, "subscription") === null) return [];
    const discount = readDiscount(data, coupons);
    return discount ? [[id, discount]] : [];
  });
  return { at: Math.max(...starts), discounts: new Map(discounts) };
}

/**
 * True for a state of a subscription in which it is paid for or on trial, because trials are known by their dates; `null` for
 * one that has ended, of which the date is known, too.
 */
export function paidForIn(subscription: Data): boolean | null {
  if (numberIn(subscription, "ended_at") !== null) return null;
  const status = textIn(subscription, "status") ?? "";
  const isPaused = Object.keys(dataIn(subscription, "pause_collection")).length > 0;
  return (COUNTED.has(status) || status === "trialing") && !isPaused;
}
