import { captureIntent, cancelIntent } from "../../intent-actions.ts";
import { createIntent } from "../../intents.ts";
import { refundCharge } from "../../refunds.ts";
import type { Scope } from "../../scope.ts";
import type { Charge, Customer, PaymentIntent } from "../../types.ts";
import { DAY, HOUR, MINUTE, pick, settleIntent } from "../history.ts";
import { GOODS } from "./catalog.ts";
import { newCustomer } from "./people.ts";
import { storeSession } from "./sessions.ts";
import { between, chance, homeOf, methodOf, regular, weighted, type Year } from "./year.ts";

const ORDERS = 2_150;
const FIRST_ORDERS = 255;

/** The shop's clock is eight hours behind UTC; most people buy in the morning and in the evening. */
const UTC_OFFSET = 8 * HOUR;
const HOURS = [1, 1, 0, 0, 1, 2, 5, 9, 11, 11, 10, 9, 8, 7, 6, 6, 6, 7, 8, 9, 9, 7, 4, 2];
/** From Sunday on. */
const WEEKDAYS = [0.72, 1.06, 1.12, 1.1, 1.05, 1.18, 0.82];

const DECLINE_RATE = 0.028;
const DECLINES = [
  ["chargeDeclinedInsufficientFunds", 46],
  ["chargeDeclined", 18],
  ["chargeDeclinedExpiredCard", 14],
  ["chargeDeclinedIncorrectCvc", 9],
  ["authenticationRequired", 6],
  ["chargeDeclinedProcessingError", 3],
  ["chargeDeclinedLostCard", 2],
  ["radarBlock", 2],
] as const;

/** Days before the end of the year on which something was ordered whose payment still waits for its capture. */
const OPEN_HOLDS = [0.3, 1.4, 2.2, 4.6];

/** Plans the year's orders: more every month, with a weekly rhythm and a stronger December. */
export function planOrders(year: Year): void {
  const times = orderTimes(year, ORDERS);
  let firsts = FIRST_ORDERS;
  for (const [index, time] of times.entries()) {
    const isFirst = chance(year.world, firsts / (times.length - index));
    if (isFirst) firsts -= 1;
    year.timeline.plan(time, (scope) => {
      const customer = isFirst ? newCustomer(year, scope) : regular(year);
      order(year, scope, customer);
    });
  }
  for (const days of OPEN_HOLDS)
    year.timeline.plan(year.quiet - Math.floor(days * DAY), (scope) => holdOrder(year, scope));
}

/** A wholesale order that is captured when it is sent, which has not happened yet. */
function holdOrder(year: Year, scope: Scope): void {
  const customer = pick(year.world, year.businesses);
  const intent = createIntent(scope, {
    amount: 28_800 + 12_450 * between(year.world, 0, 2),
    currency: "usd",
    customer: customer.id,
    description: "Wholesale order, 12 kg",
    metadata: { order_id: `NW-${orderNumber(year)}` },
    captureMethod: "manual",
  });
  settleIntent(scope, intent, methodOf(year, scope, customer).id);
}

/** Moments of the year, in order. */
export function orderTimes(year: Year, count: number): number[] {
  const { world, start, quiet } = year;
  const days = Math.ceil((quiet - start) / DAY);
  const weights = Array.from({ length: days }, (_, day) => {
    const date = new Date((start + day * DAY - UTC_OFFSET) * 1000);
    const growth = 1 + (2.1 * day) / days;
    const isSeason = date.getUTCMonth() === 11 && date.getUTCDate() < 23;
    const noise = 0.72 + world.ids.random() * 0.56;
    return growth * (WEEKDAYS[date.getUTCDay()] ?? 1) * (isSeason ? 1.25 : 1) * noise;
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const times: number[] = [];
  for (const [day, weight] of weights.entries()) {
    const orders = Math.floor((count * weight) / total + world.ids.random());
    for (let index = 0; index < orders; index++) times.push(start + day * DAY + timeOfDay(year));
  }
  return times.filter((time) => time <= quiet).toSorted((a, b) => a - b);
}

function timeOfDay(year: Year): number {
  const hour = weighted(
    year.world,
    HOURS.map((weight, index) => [index, weight] as const),
  );
  const local = hour * HOUR + between(year.world, 0, HOUR - 1);
  return (local + UTC_OFFSET - (year.start % DAY) + DAY) % DAY;
}

function order(year: Year, scope: Scope, customer: Customer): void {
  const { world } = year;
  const isBusiness = year.businesses.includes(customer) && chance(world, 0.5);
  const { currency } = homeOf(customer);
  const [text, unit] = isBusiness
    ? (["Wholesale order, 12 kg", 28_800] as const)
    : weighted(
        world,
        GOODS[currency].map((good) => [good, good[2]] as const),
      );
  const count = weighted(world, [
    [1, 78],
    [2, 17],
    [3, 5],
  ]);
  const method = methodOf(year, scope, customer);
  const isHeld = isBusiness && chance(world, 0.6);
  const intent = createIntent(scope, {
    amount: unit * count,
    currency,
    customer: customer.id,
    description: count === 1 ? text : `${count} × ${text}`,
    metadata: { order_id: `NW-${orderNumber(year)}` },
    captureMethod: isHeld ? "manual" : "automatic_async",
    extra: { payment_method_types: method.type === "card" ? ["card"] : ["card", method.type] },
  });
  if (chance(world, 0.35)) storeSession(year, scope, { customer, intent });
  const isDeclined = method.type === "card" && chance(world, DECLINE_RATE);
  if (!isDeclined) {
    settle(year, scope, intent, method.id);
    return;
  }
  const good = method.sandbox_card;
  method.sandbox_card = weighted(world, DECLINES);
  settleIntent(scope, intent, method.id);
  method.sandbox_card = good;
  if (chance(world, 0.45))
    year.timeline.plan(scope.now() + between(world, 2 * MINUTE, 40 * MINUTE), (later) =>
      settle(year, later, intent, method.id),
    );
}

/** Orders are numbered in the order of time, from 7,001 on. */
function orderNumber(year: Year): number {
  return 7_001 + (year.tenant.tables.get("payment_intent")?.size ?? 0);
}

function settle(year: Year, scope: Scope, intent: PaymentIntent, method: string): void {
  const charge = settleIntent(scope, intent, method);
  if (charge?.status !== "succeeded") return;
  if (intent.status === "requires_capture") planCapture(year, scope.now(), intent);
  else if (chance(year.world, 0.035)) planRefund(year, scope.now(), charge);
}

/** Most holds are captured, some in part; others are released, or run out after seven days. */
function planCapture(year: Year, time: number, intent: PaymentIntent): void {
  const { world, timeline } = year;
  const kind = weighted(world, [
    ["whole", 55],
    ["part", 22],
    ["release", 13],
    ["expire", 10],
  ]);
  if (kind === "expire") return;
  const when = time + between(world, 8 * HOUR, 5 * DAY);
  if (when > year.quiet) return;
  timeline.plan(when, (scope) => {
    if (intent.status !== "requires_capture") return;
    if (kind === "release") cancelIntent(scope, intent, "requested_by_customer");
    else captureIntent(scope, intent, kind === "part" ? Math.round(intent.amount * 0.75) : null);
  });
}

function planRefund(year: Year, time: number, charge: Charge): void {
  const { world } = year;
  const share = chance(world, 0.58) ? 1 : 0.25 + world.ids.random() * 0.5;
  const when = time + between(world, 5 * HOUR, 11 * DAY);
  if (when > year.quiet) return;
  year.timeline.plan(when, (scope) => {
    if (charge.disputed) return;
    // Whole tens, so that three-decimal currencies can carry the amount.
    const amount = share === 1 ? null : Math.max(10, Math.floor((charge.amount * share) / 10) * 10);
    refundCharge(scope, charge, {
      amount,
      reason: weighted(world, [
        ["requested_by_customer", 8],
        ["duplicate", 1],
        [null, 2],
      ]),
      metadata: {},
    });
  });
}
