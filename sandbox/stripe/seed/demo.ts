import { failPayout, schedulePayouts } from "../payouts.ts";
import type { Customer } from "../types.ts";
import { rows, type World } from "../world.ts";
import { openAccount } from "./accounts.ts";
import { at, DAY, HOUR, pay, RECENT } from "./history.ts";
import { NORTHWIND } from "./shops.ts";
import { createTimeline } from "./timeline.ts";
import { seedBanks, seedCatalog } from "./year/catalog.ts";
import { planChanges } from "./year/changes.ts";
import { planDisputes, planFailedRefund, planRadar } from "./year/disputes.ts";
import { planInvoices } from "./year/invoices.ts";
import type { Life } from "./year/life.ts";
import { orderTimes, planOrders } from "./year/orders.ts";
import { seedRegulars } from "./year/people.ts";
import { planAbandonedSessions } from "./year/sessions.ts";
import { planSubscriptions } from "./year/subscriptions.ts";
import type { Year } from "./year/year.ts";

const ABANDONED_SESSIONS = 70;
const EXPIRING_CARDS = 5;

/** Fills the world with a shop and one year of its history, which ends a few minutes before now. */
export function seedYear(world: World): void {
  const now = world.now();
  const start = now - 365 * DAY;
  const tenant = openAccount(world, { ...NORTHWIND.account, created: start - 60 * DAY });
  const before = at(world, tenant, start - 40 * DAY);
  seedBanks(before);
  const year: Year = {
    world,
    tenant,
    timeline: createTimeline(world, tenant, now),
    start,
    now,
    quiet: now - 2.5 * HOUR,
    catalog: seedCatalog(before),
    customers: [],
    businesses: [],
    methods: new Map(),
  };
  seedRegulars(year);
  schedulePayouts(at(world, tenant, start));
  planOrders(year);
  planAbandonedSessions(year, [
    ...orderTimes(year, ABANDONED_SESSIONS),
    year.quiet - HOUR,
    year.quiet - 7 * HOUR,
  ]);
  const lives = planSubscriptions(year);
  planChanges(year, lives);
  planInvoices(year);
  planDisputes(year);
  planFailedRefund(year);
  planRadar(year);
  planFailedPayout(year);
  planNewest(year);
  year.timeline.plan(now, () => expireCards(year, lives));
  year.timeline.run();
}

function planNewest(year: Year): void {
  const named: Customer[] = year.customers.slice(0, NORTHWIND.people.length);
  for (const entry of RECENT)
    year.timeline.plan(
      year.now - entry.ago,
      (scope) => void pay(scope, NORTHWIND, named[entry.person], entry, entry.card),
    );
}

/** Plans the failure of one payout of the last weeks. */
function planFailedPayout(year: Year): void {
  year.timeline.plan(year.now - 17 * DAY, (scope) => {
    const payout = rows(scope.tenant, "payout").find(
      (row) => row["status"] === "in_transit" && row["currency"] === "usd",
    );
    if (payout) failPayout(scope, payout);
  });
}

/** Some cards that subscriptions are paid with expire next month. */
function expireCards(year: Year, lives: Life[]): void {
  const date = new Date(year.now * 1000);
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + 1);
  const paying = lives.filter(
    ({ subscription, method }) => subscription.status === "active" && method.type === "card",
  );
  for (const { method } of paying.slice(0, EXPIRING_CARDS))
    method.card = {
      ...method.card,
      exp_month: date.getUTCMonth() + 1,
      exp_year: date.getUTCFullYear(),
    };
}
