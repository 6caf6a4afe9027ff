import { beforeAll, expect, it } from "vitest";

import { paginate } from "../lists.ts";
import type { Charge, Resource } from "../types.ts";
import { createWorld, rows, rowsWhere, type Tenant, type World } from "../world.ts";
import { applySeed, parseSeed } from "./index.ts";

const DAY = 86_400;
const NOW = Date.UTC(2026, 10, 30, 16) / 1000;
const platform = { clientId: "ca_x", secretKey: "sk_test_x", redirectUris: [] };

function seeded(seed: string): { world: World; shop: Tenant } {
  const world = createWorld({ platform, clock: () => NOW * 1000 });
  applySeed(world, parseSeed(seed));
  const shop = world.tenants.get("acct_1NorthwindRoastr");
  if (!shop) throw new Error("The seed has no Northwind Roasters.");
  return { world, shop };
}

let world: World;
let shop: Tenant;
beforeAll(() => ({ world, shop } = seeded("demo")), 60_000);

const statuses = (object: string) => new Set(rows(shop, object).map((row) => row["status"]));
const share = (part: number, whole: number) => part / whole;
const net = (entries: Resource[]) => entries.reduce((sum, entry) => sum + Number(entry["net"]), 0);

it("holds a year of about four hundred customers and three thousand payments", () => {
  const charges = rows(shop, "charge");
  expect(rows(shop, "customer").length).toBeGreaterThan(360);
  expect(rows(shop, "subscription").length).toBeGreaterThan(170);
  expect(charges.length).toBeGreaterThan(2700);
  expect(charges.length).toBeLessThan(3500);
  expect(NOW - Number(charges.at(-1)?.created)).toBeGreaterThan(360 * DAY);
  const usd = charges.filter(({ currency }) => currency === "usd");
  expect(share(usd.length, charges.length)).toBeGreaterThan(0.7);
  expect(new Set(charges.map(({ currency }) => currency)).size).toBe(4);
  const last = charges.filter(({ created }) => created > NOW - 30 * DAY);
  const first = charges.filter(({ created }) => created < NOW - 335 * DAY);
  expect(last.length).toBeGreaterThan(first.length * 2);
});

it("has declines of several kinds, some of them recovered on the same intent", () => {
  const charges = rows(shop, "charge");
  const failed = charges.filter(({ status }) => status === "failed");
  expect(share(failed.length, charges.length)).toBeGreaterThan(0.025);
  expect(share(failed.length, charges.length)).toBeLessThan(0.055);
  const reasons = failed.map((charge) => (charge["outcome"] as { reason: string }).reason);
  expect(new Set(reasons).size).toBeGreaterThan(3);
  const later = (charge: Charge) =>
    rowsWhere(shop, "charge", "payment_intent", charge.payment_intent ?? "");
  const recovered = failed.filter((charge) => later(charge).some(({ paid }) => paid));
  expect(recovered.length).toBeGreaterThan(15);
});

it("warns of fraud soon after the payment, on days of their own", () => {
  const reports = [...rows(shop, "radar.early_fraud_warning"), ...rows(shop, "review")];
  const days = reports.map(({ created }) => Math.round((NOW - Number(created)) / DAY));
  expect(days.toSorted((a, b) => a - b)).toEqual([0, 1, 3]);
  const charges = new Map<unknown, number>(
    rows(shop, "charge").map((charge) => [charge.id, charge.created]),
  );
  const waits = reports.map(
    (report) => Number(report["created"]) - (charges.get(report["charge"]) ?? 0),
  );
  expect(Math.max(...waits)).toBeLessThan(2 * DAY);
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(0);
});

it("shows every state that people have to act on", () => {
  for (const status of ["active", "trialing", "past_due", "canceled"])
    expect(statuses("subscription")).toContain(status);
  for (const status of ["draft", "open", "paid", "void", "uncollectible"])
    expect(statuses("invoice")).toContain(status);
  for (const status of ["needs_response", "under_review", "won", "lost"])
    expect(statuses("dispute")).toContain(status);
  for (const status of ["paid", "failed", "in_transit"])
    expect(statuses("payout")).toContain(status);
  const actionable = rows(shop, "radar.early_fraud_warning").map((row) => row["actionable"]);
  expect(actionable).toEqual([true, true]);
  expect(rows(shop, "review").map(({ open }) => open)).toEqual([true]);
  expect(statuses("checkout.session")).toEqual(new Set(["complete", "open", "expired"]));
  expect(statuses("payment_intent")).toContain("requires_capture");
  const overdue = rows(shop, "invoice").filter(
    (invoice) => invoice["status"] === "open" && Number(invoice["due_date"] ?? NOW) < NOW,
  );
  expect(overdue.length).toBeGreaterThan(0);
  const due = rows(shop, "dispute")
    .filter(({ status }) => status === "needs_response")
    .map((dispute) => (dispute["evidence_details"] as { due_by: number }).due_by);
  for (const time of due) expect((time - NOW) / DAY).toBeGreaterThan(0.5);
  expect(Math.min(...due) - NOW).toBeLessThan(7 * DAY);
  const retried = rows(shop, "invoice").filter(({ next_payment_attempt: at }) => Number(at) > NOW);
  expect(retried.length).toBeGreaterThan(0);
});

it("moves subscriptions up and down with prorations, and takes discounts and adds taxes", () => {
  const invoices = rows(shop, "invoice");
  const text = invoices.map((invoice) => JSON.stringify(invoice["lines"]));
  expect(text.filter((lines) => lines.includes('"proration":true')).length).toBeGreaterThan(10);
  const cheaper = invoices.filter(
    ({ total_discount_amounts: taken }) => Array.isArray(taken) && taken.length > 0,
  );
  expect(cheaper.length).toBeGreaterThan(20);
  for (const invoice of invoices) {
    const parts = invoice as Resource & Record<"subtotal" | "total", number> & Parts;
    const sum = (list: { amount: number }[]) => list.reduce((so, { amount }) => so + amount, 0);
    expect(parts.subtotal - sum(parts.total_discount_amounts) + sum(parts.total_taxes)).toBe(
      parts.total,
    );
  }
  const next = new Date(NOW * 1000);
  const methods = rows(shop, "payment_method").filter(
    ({ card }) =>
      card?.["exp_year"] === next.getUTCFullYear() && card["exp_month"] === next.getUTCMonth() + 2,
  );
  expect(methods.length).toBeGreaterThanOrEqual(5);
});

type Moved = { items: { data: { price: { id: string }; quantity: number }[] } };
type Parts = Record<"total_discount_amounts" | "total_taxes", { amount: number }[]>;

it("pays out what was available, and says what is in a payout", () => {
  const payouts = rows(shop, "payout");
  expect(new Set(payouts.map(({ currency }) => currency)).size).toBe(4);
  for (const payout of payouts) {
    const members = rows(shop, "balance_transaction").filter(
      (entry) => entry["sandbox_payout"] === payout.id,
    );
    expect(members.length).toBeGreaterThan(1);
    expect(net(members)).toBe(0);
    expect(members.map(({ id }) => id)).toContain(payout["balance_transaction"]);
  }
});

it("lists the events of thirty days only, with the earlier values of what changed", () => {
  const events = rows(shop, "event");
  expect(events.length).toBeGreaterThan(1500);
  expect(NOW - Number(events.at(-1)?.created)).toBeLessThanOrEqual(30 * DAY);
  const updated = events.filter(({ type }) => type === "customer.subscription.updated");
  const moved = updated.filter(({ data }) => {
    const now = data.object as Moved;
    const before = data["previous_attributes"] as Partial<Moved>;
    expect(before).not.toHaveProperty("id");
    const [item] = before.items?.data ?? [];
    if (!item) return false;
    const [current] = now.items.data;
    return item.price.id !== current?.price.id || item.quantity !== current.quantity;
  });
  expect(moved.length).toBeGreaterThan(2);
});

it("keeps the fixed newest payments the newest, and leaves nothing to do that was due before", () => {
  const newest = rows(shop, "charge").slice(0, 4);
  expect(newest.map(({ amount, currency }) => `${amount} ${currency}`)).toEqual([
    "2000 usd",
    "1480 eur",
    "500 jpy",
    "5120 kwd",
  ]);
  const left = world.jobs.filter((job) => job.account === shop.id);
  expect(Math.min(...left.map((job) => job.at))).toBeGreaterThan(NOW);
});

it("is the same year at the same clock", { timeout: 60_000 }, () => {
  const again = seeded("demo").shop;
  for (const object of ["charge", "subscription", "payout", "event"])
    expect(rows(again, object).map(({ id }) => id)).toEqual(rows(shop, object).map(({ id }) => id));
});

it("makes many charges for tests of imports, hundreds of them in one second", () => {
  const bulk = seeded("bulk:2000").shop;
  const charges = rows(bulk, "charge");
  expect(charges).toHaveLength(2000);
  expect(rows(bulk, "payment_intent")).toHaveLength(2000);
  expect(rows(bulk, "balance_transaction")).toHaveLength(2000);
  const bySecond = Map.groupBy(charges, ({ created }) => created);
  expect(Math.max(...[...bySecond.values()].map((group) => group.length))).toBe(700);
  expect((NOW - Number(charges.at(-1)?.created)) / DAY).toBe(730);
  const created = { gte: NOW - 500 * DAY, lt: NOW - 100 * DAY };
  const walked: string[] = [];
  for (let more = true; more;) {
    const after = walked.at(-1);
    const params = { created, limit: 100, ...(after ? { starting_after: after } : {}) };
    const page = paginate(bulk, "charge", charges, params, "/v1/charges");
    walked.push(...page.data.map(({ id }) => id));
    more = page.has_more;
  }
  const between = charges.filter((row) => row.created >= created.gte && row.created < created.lt);
  expect(walked).toEqual(between.map(({ id }) => id));
  expect(() => parseSeed("bulk:none")).toThrow(/The seed is/);
  expect(() => parseSeed("small:3")).toThrow(/The seed is/);
});
