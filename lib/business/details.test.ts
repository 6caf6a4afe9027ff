import { describe, expect, it } from "vitest";

import type { BusinessObject } from "../contracts/objects";
import { detailsOf } from "./details";
import { listOfSlug } from "./lists";
import { testObject } from "./object-testing";

const at = (day: string) => new Date(`${day}T10:00:00Z`);
const unix = (day: string) => at(day).getTime() / 1000;
const object = (type: string, id: string, fields: Partial<BusinessObject> = {}): BusinessObject =>
  testObject({ type, id, ...fields });
const details = (
  one: BusinessObject,
  related: readonly BusinessObject[] = [],
  more: { names?: Record<string, string>; pageUrl?: string } = {},
) =>
  detailsOf({
    object: one,
    related,
    context: { names: more.names ?? {}, timeZone: "UTC", thisYear: 2026 },
    paid: [],
    pageUrl: more.pageUrl ?? null,
  });
const PAYMENT = object("payment", "pi_1", { status: "disputed", customer: "cus_1" });

describe("an invoice", () => {
  it("shows its lines, what was taken off and added, and what is open", () => {
    const lines = [
      { description: "Starter plan", quantity: 1, amount: 8_000 },
      { description: "Seats", quantity: 3, amount: 1_500 },
    ];
    const invoice = object("invoice", "in_1", {
      amount: 9_690,
      data: {
        status: "open",
        lines: { data: lines, has_more: true },
        total_discount_amounts: [{ amount: 500 }],
        total_taxes: [{ amount: 690, tax_behavior: "exclusive" }],
        amount_paid: 1_000,
        amount_remaining: 8_690,
      },
    });
    const { breakdown, breakdownTitle } = details(invoice);
    expect(breakdownTitle).toBe("Lines");
    expect(breakdown).toEqual([
      { label: "Starter plan", text: "$80.00" },
      { label: "3 × Seats", text: "$15.00" },
      { label: "Further lines, which Stripe shows", text: "" },
      { label: "Discount", text: "−$5.00" },
      { label: "Tax", text: "$6.90" },
      { label: "Total", text: "$96.90", isTotal: true },
      { label: "Paid", text: "$10.00" },
      { label: "Still to pay", text: "$86.90" },
    ]);
  });

  it("names the products of its lines with their pages, if the copy has them", () => {
    const lines = [
      {
        description: "1 × Espresso Club (at $32.00 / month)",
        amount: 3_200,
        pricing: { price_details: { product: "prod_1" } },
      },
      { description: "Old plan", amount: 1_000, price: { product: "prod_2" } },
      { description: "Setup", amount: 500 },
    ];
    const invoice = object("invoice", "in_1", { data: { lines: { data: lines } } });
    const product = object("product", "prod_1", { label: "Espresso Club", amount: null });
    const { breakdown, related } = details(invoice, [product]);
    expect(breakdown.slice(0, 3).map((line) => line.product)).toEqual([
      { name: "Espresso Club", href: "/products/prod_1" },
      undefined,
      undefined,
    ]);
    expect(related).toEqual([]);
  });

  it("does not add a tax that its lines include", () => {
    const data = {
      lines: { data: [{ description: "Plan", amount: 9_000 }] },
      total_tax_amounts: [{ amount: 1_437, inclusive: true }],
    };
    expect(details(object("invoice", "in_1", { data })).breakdown.slice(1)).toEqual([
      { label: "Total", text: "$90.00", isTotal: true },
      { label: "Of it tax", text: "$14.37" },
    ]);
  });
});

it("shows type, gross, fee and net of a balance transaction, and links its payment", () => {
  const entry = object("balance_transaction", "txn_1", {
    label: "charge",
    parent: "ch_1",
    data: { fee: 291, net: 8_709 },
  });
  const charge = object("charge", "ch_1", { parent: "pi_1" });
  const { breakdown, facts, related } = details(entry, [charge, PAYMENT], {
    names: { cus_1: "Ada" },
  });
  expect(related).toEqual([]);
  expect(breakdown).toEqual([
    { label: "Gross", text: "$90.00" },
    { label: "Fee", text: "−$2.91" },
    { label: "Net", text: "$87.09", isTotal: true },
  ]);
  expect(facts).toContainEqual({
    label: "Payment",
    cell: { kind: "text", text: "$90.00 from Ada" },
    href: "/payments/pi_1",
  });
  expect(facts).toContainEqual({ label: "Type", cell: { kind: "text", text: "Payment" } });
});

it("links the payout of a balance transaction", () => {
  const entry = object("balance_transaction", "txn_1", { label: "payout", parent: "po_1" });
  expect(details(entry, [object("payout", "po_1")]).facts).toContainEqual(
    expect.objectContaining({ label: "Payout", href: "/payouts/po_1" }),
  );
});

describe("a product", () => {
  const product = object("product", "prod_1", { amount: null, currency: null });
  const many = (type: string, count: number) =>
    Array.from({ length: count }, (_, n) => object(type, `${type}_${n}`, { parent: "prod_1" }));

  it("shows its prices first, ten subscriptions, and a link to all", () => {
    const { related } = details(product, [...many("subscription", 12), ...many("price", 2)]);
    expect(related.map(({ title, objects }) => [title, objects.length])).toEqual([
      ["Prices", 2],
      ["Subscriptions", 10],
    ]);
    expect(related[1]?.more).toEqual({
      label: "All subscriptions",
      href: "/subscriptions?product=prod_1",
    });
  });

  it("needs no link where all are shown", () => {
    expect(details(product, many("subscription", 3)).related[0]?.more).toBeNull();
  });

  it("shows its default price in the list, and how many more there are", () => {
    const cell = listOfSlug("products")?.columns.find(({ key }) => key === "price");
    const price = (id: string, amount: number, created: string) =>
      object("price", id, {
        parent: "prod_1",
        status: "active",
        amount,
        created: at(created),
        data: { recurring: { interval: "month" } },
      });
    const prices = [price("price_1", 900, "2026-01-01"), price("price_2", 1_900, "2026-02-01")];
    const context = { names: {}, timeZone: "UTC", thisYear: 2026, prices };
    expect(cell?.cell({ ...product, data: { default_price: "price_1" } }, context)).toMatchObject({
      text: "$9.00 a month",
      note: "and 1 more",
    });
    expect(cell?.cell(product, context)).toMatchObject({ text: "$19.00 a month" });
    expect(cell?.cell(object("product", "prod_2"), context)).toMatchObject({ text: "—" });
  });
});

describe("a dispute", () => {
  const dispute = (status: string) =>
    object("dispute", "dp_1", {
      status,
      parent: "pi_1",
      label: "product_not_received",
      data: { evidence_details: { due_by: unix("2026-12-05") } },
    });
  const names = { cus_1: "Ada", pi_1: "Ada" };
  const pageUrl = "https://dashboard.stripe.com/test/disputes/dp_1";

  it("names the customer, the reason, until when to respond, with what and where", () => {
    const { advice, facts, timeline } = details(dispute("needs_response"), [PAYMENT], {
      names,
      pageUrl,
    });
    expect(advice).toBe(
      "Respond in Stripe until Dec 5, 2026, 10:00, or accept the dispute. Send the proof of shipping or of use, with its date. Without a response the customer keeps the money.",
    );
    expect(facts).toMatchObject([
      { label: "Customer", cell: { text: "Ada" }, href: "/customers/cus_1" },
      { label: "Payment", href: "/payments/pi_1" },
      { label: "Reason", cell: { text: "The customer says they received nothing" } },
      { label: "Respond by" },
      { label: "Opened" },
      { label: "At Stripe", cell: { text: "Respond" }, href: pageUrl },
    ]);
    expect(timeline.map(({ title }) => title)).toEqual([
      "Your response is due",
      "The dispute was opened",
      "Payment",
    ]);
  });

  it("says that the time to respond is over", () => {
    const late = dispute("needs_response");
    const data = { evidence_details: { due_by: unix("2026-12-05"), past_due: true } };
    expect(details({ ...late, data }).advice).toMatch(/^The time to respond ended on Dec 5, 2026/);
  });

  it("tells how it ended, and where the money went", () => {
    const moved = (id: string, amount: number, day: string) =>
      object("balance_transaction", id, { parent: "dp_1", amount, created: at(day) });
    const { timeline, advice } = details(dispute("won"), [
      moved("txn_1", -9_000, "2026-11-21"),
      moved("txn_2", 9_000, "2026-11-28"),
    ]);
    expect(advice).toBeNull();
    expect(timeline.map(({ title }) => title)).toEqual([
      "You won the dispute",
      "The money came back to you",
      "The bank took the money back",
      "The dispute was opened",
    ]);
  });

  it("has its customer and its due date in the list", () => {
    const columns = listOfSlug("disputes")?.columns ?? [];
    const context = { names, timeZone: "UTC", thisYear: 2026 };
    const cells = columns.map((column) => column.cell(dispute("needs_response"), context));
    expect(cells).toMatchObject([
      { text: "$90.00" },
      { label: "Needs response" },
      { text: "Ada" },
      { text: "The customer says they received nothing" },
      { text: "Dec 5" },
      { kind: "time" },
    ]);
  });
});

describe("a subscription", () => {
  const subscription = (status: string, data: Record<string, unknown> = {}) =>
    object("subscription", "sub_1", {
      status,
      amount: 24_000,
      data: {
        items: {
          data: [
            {
              current_period_end: unix("2026-12-20"),
              price: { product: "prod_1", recurring: { interval: "year", interval_count: 1 } },
            },
          ],
        },
        ...data,
      },
    });

  it("says how often its amount is paid", () => {
    expect(details(subscription("active")).amount).toEqual({
      text: "$240.00",
      currency: "USD",
      per: "a year",
    });
  });

  it.each([
    ["active", {}, "Renews", "Dec 20"],
    ["trialing", { trial_end: unix("2026-12-04") }, "Trial ends", "Dec 4"],
    ["active", { cancel_at_period_end: true }, "Ends", "Dec 20"],
    ["active", { cancel_at: unix("2026-12-10") }, "Ends", "Dec 10"],
    ["canceled", { ended_at: unix("2026-11-10") }, "Ended", "Nov 10"],
  ])("that is %s with %j says “%s”", (status, data, label, text) => {
    expect(details(subscription(status, data)).facts).toContainEqual(
      expect.objectContaining({ label, cell: expect.objectContaining({ text }) }),
    );
    const cell = listOfSlug("subscriptions")
      ?.columns.find(({ key }) => key === "renews")
      ?.cell(subscription(status, data), { names: {}, timeZone: "UTC", thisYear: 2026 });
    expect(cell).toMatchObject({ text: label === "Renews" ? text : `${label} ${text}` });
  });
});
