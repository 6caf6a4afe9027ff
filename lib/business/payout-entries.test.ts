import { describe, expect, it } from "vitest";

import type { BusinessObject } from "../contracts/objects";
import type { PayoutEntries, PayoutEntry } from "../contracts/payouts";
import { payoutView } from "./payout-entries";

const payout = (fields: Partial<BusinessObject> = {}): BusinessObject => ({
  type: "payout",
  id: "po_1",
  created: new Date("2026-11-20T00:00:00Z"),
  status: "paid",
  customer: null,
  currency: "usd",
  amount: 9_000,
  parent: null,
  method: null,
  label: null,
  data: { automatic: true },
  deleted: false,
  syncedAt: new Date("2026-11-20T00:00:00Z"),
  ...fields,
});

const entry = (fields: Partial<PayoutEntry>): PayoutEntry => ({
  id: "txn_1",
  created: new Date("2026-11-19T10:00:00Z"),
  currency: "usd",
  amount: 10_000,
  fee: 320,
  net: 9_680,
  category: "charge",
  payment: "pi_1",
  description: "Order 10482",
  customer: "cus_1",
  person: "Ada Whitfield",
  ...fields,
});

const PAID: PayoutEntries = {
  hasErased: false,
  isRead: true,
  entries: [entry({}), entry({ id: "txn_2", amount: -680, fee: 0, net: -680, category: "refund" })],
  totals: [
    { category: "charge", count: 1, amount: 10_000, fee: 320, net: 9_680 },
    { category: "refund", count: 1, amount: -680, fee: 0, net: -680 },
  ],
};

it("adds the entries of a payout up to its amount", () => {
  const view = payoutView(payout(), PAID, { timeZone: "UTC" });
  expect(view.breakdown).toEqual([
    { label: "Payments (1)", text: "$100.00" },
    { label: "Refunds (1)", text: "−$6.80" },
    { label: "Fees", text: "−$3.20" },
    { label: "Paid out", text: "$90.00", isTotal: true },
  ]);
  expect(view.note).toBeNull();
});

it("names payment, customer, gross, fee and net of an entry", () => {
  const [paid, refunded] = payoutView(payout(), PAID, { timeZone: "UTC" }).rows;
  expect(paid).toMatchObject({
    href: "/payments/pi_1",
    person: "Ada Whitfield",
    personHref: "/customers/cus_1",
    what: "Order 10482",
    gross: "$100.00",
    fee: "−$3.20",
    net: "$96.80",
  });
  const [linked] = payoutView(payout(), PAID, { timeZone: "UTC", account: "a2" }).rows;
  expect([linked?.href, linked?.personHref]).toEqual([
    "/payments/pi_1?account=a2",
    "/customers/cus_1?account=a2",
  ]);
  expect(refunded).toMatchObject({ what: "Refund: Order 10482", gross: "−$6.80", fee: "—" });
});

it("links no page to an entry of no payment", () => {
  const fee = entry({ category: "fee", payment: null, customer: null, person: null });
  const [row] = payoutView(payout(), { ...PAID, entries: [fee] }, { timeZone: "UTC" }).rows;
  expect(row).toMatchObject({ href: null, personHref: null, what: "Stripe fee: Order 10482" });
});

it.each([
  [
    "sent by hand",
    payout({ data: { automatic: false } }),
    { ...PAID, entries: [], totals: [] },
    /by hand/,
  ],
  ["not read yet", payout(), { ...PAID, entries: [], totals: [] }, /appear here/],
  ["read in part", payout({ amount: 12_000 }), PAID, /add up to \$90\.00 of \$120\.00/],
  ["shown in part", payout(), { ...PAID, entries: [entry({})] }, /The 1 newest of 2 entries/],
])("says what is missing of a payout that was %s", (_name, object, entries, note) => {
  expect(payoutView(object, entries, { timeZone: "UTC" }).note).toMatch(note);
});

it.each([
  ["paid", "Paid out"],
  ["in_transit", "On its way to your bank"],
  ["pending", "To be paid out"],
  ["failed", "Not paid out: it failed"],
  ["canceled", "Not paid out: it was canceled"],
])("says of a payout that is %s what became of the money", (status, label) => {
  expect(payoutView(payout({ status }), PAID, { timeZone: "UTC" }).breakdown.at(-1)).toEqual({
    label,
    text: "$90.00",
    isTotal: true,
  });
});

it("shows the payments of erased customers as one line, and waits for nothing", () => {
  const erased = { ...PAID, hasErased: true };
  const view = payoutView(payout({ amount: 12_000 }), erased, { timeZone: "UTC" });
  expect(view.breakdown.slice(-2)).toEqual([
    { label: "Payments of erased customers", text: "$30.00" },
    { label: "Paid out", text: "$120.00", isTotal: true },
  ]);
  expect(view.note).toBeNull();
  expect(payoutView(payout(), erased, { timeZone: "UTC" })).toEqual(
    payoutView(payout(), PAID, { timeZone: "UTC" }),
  );
});

describe("a payout without entries", () => {
  const NONE: PayoutEntries = { hasErased: true, isRead: true, entries: [], totals: [] };
  const note = (of: Partial<PayoutEntries>, data: Record<string, unknown> = {}) =>
    payoutView(
      payout({ data: { automatic: true, ...data } }),
      { ...NONE, ...of },
      { timeZone: "UTC" },
    ).note;

  it("says that its customers were erased, and keeps the sum", () => {
    const view = payoutView(payout(), NONE, { timeZone: "UTC" });
    expect(view.note).toBe(
      "The customers whose payments are in this payout were erased. Nothing is kept of these payments but their sum.",
    );
    expect(view.breakdown).toEqual([
      { label: "Payments of erased customers", text: "$90.00" },
      { label: "Paid out", text: "$90.00", isTotal: true },
    ]);
  });

  it.each([
    ["nobody was erased", { hasErased: false }, {}],
    ["its entries were not read yet", { isRead: false }, {}],
    ["Stripe has not listed them", {}, { reconciliation_status: "in_progress" }],
  ])("says that they will appear while %s", (_why, of, data) => {
    expect(note(of, data)).toMatch(/^The payments in this payout appear here as soon as/);
  });
});
