import { expect, it } from "vitest";

import type { BusinessAccount, BusinessObject } from "../contracts/objects";
import { groupResults } from "./search-results";

const NOW = new Date("2026-11-30T12:00:00Z");
const account: BusinessAccount = {
  connectionId: "0b0a8f4e-0000-4000-8000-000000000001",
  provider: "stripe",
  label: "Northwind",
  livemode: false,
  currency: "usd",
  timeZone: "America/New_York",
};
const other = {
  ...account,
  connectionId: "0b0a8f4e-0000-4000-8000-000000000002",
  label: "Kissaten",
};

const object = (type: string, id: string, more: Partial<BusinessObject> = {}): BusinessObject => ({
  type,
  id,
  created: new Date("2026-11-30T03:30:00Z"),
  status: null,
  customer: null,
  currency: null,
  amount: null,
  parent: null,
  method: null,
  label: null,
  data: {},
  deleted: false,
  syncedAt: NOW,
  ...more,
});
const money = { currency: "usd", amount: 7500 };
const names = { cus_1: "Ada Whitfield" };
const groups = (...objects: BusinessObject[]) => groupResults([{ account, objects, names }], NOW);

it("says what was paid by whom, on the account's day", () => {
  const paid = object("payment", "pi_1", {
    ...money,
    status: "succeeded",
    customer: "cus_1",
    data: { description: "Order 10391" },
  });
  expect(groups(paid)).toEqual([
    {
      label: "Payments",
      hits: [
        {
          id: "pi_1",
          title: "$75.00 from Ada Whitfield",
          note: "Order 10391",
          isProblem: false,
          status: { label: "Succeeded", tone: "success" },
          date: "Nov 29, 22:30",
          account: null,
          href: "/payments/pi_1",
        },
      ],
    },
  ]);
});

it("says why a payment failed in the place of what it was for", () => {
  const failed = object("payment", "pi_1", {
    ...money,
    status: "failed",
    data: {
      description: "Order",
      failure: { code: "card_declined", declineCode: "insufficient_funds" },
    },
  });
  const [hit] = groups(failed)[0]?.hits ?? [];
  expect(hit).toMatchObject({ isProblem: true, status: { tone: "danger" } });
  expect(hit?.note).toMatch(/funds/);
});

it("tells customers and invoices from others of the same name", () => {
  const found = groups(
    object("invoice", "in_1", { ...money, label: "NR-1042", customer: "cus_1", status: "paid" }),
    object("customer", "cus_1", { label: "Ada Whitfield", data: { email: "ada@example.com" } }),
    object("customer", "cus_2", {
      label: "bob@example.com",
      data: { email: "bob@example.com", phone: "+15005550101" },
    }),
  );
  expect(
    found.map(({ label, hits }) => [
      label,
      hits.map(({ title, note, date }) => [title, note, date]),
    ]),
  ).toEqual([
    [
      "Customers",
      [
        ["Ada Whitfield", "ada@example.com", null],
        ["bob@example.com", "+15005550101", null],
      ],
    ],
    ["Invoices", [["Invoice NR-1042", "Ada Whitfield · $75.00", "Nov 29, 22:30"]]],
  ]);
});

it("shows an object without a page by the page that shows it, once", () => {
  const hrefs = (...objects: BusinessObject[]) =>
    groups(...objects).flatMap(({ label, hits }) =>
      hits.map(({ href, title }) => [label, href, title]),
    );
  expect(hrefs(object("payment_intent", "pi_1", money), object("payment", "pi_1", money))).toEqual([
    ["Payments", "/payments/pi_1", "$75.00"],
  ]);
  expect(hrefs(object("charge", "ch_1", { ...money, parent: "pi_1" }))).toEqual([
    ["Payments", "/payments/pi_1", "Charge of $75.00"],
  ]);
  expect(hrefs(object("charge", "ch_2", money))).toEqual([
    ["Payments", "/payments/ch_2", "Charge of $75.00"],
  ]);
  expect(hrefs(object("tax_rate", "txr_1"))).toEqual([]);
});

it("names the account where there are several, and leads to its objects", () => {
  const customer = object("customer", "cus_1", { label: "Ada" });
  const [found] = groupResults(
    [account, other].map((one) => ({ account: one, objects: [customer], names: {} })),
    NOW,
  );
  expect(found?.hits.map((hit) => [hit.account, hit.href])).toEqual([
    ["Northwind", "/customers/cus_1"],
    ["Kissaten", `/customers/cus_1?account=${other.connectionId}`],
  ]);
});
