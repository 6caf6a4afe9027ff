import { describe, expect, it } from "vitest";

import type { BusinessObject } from "../contracts/objects";
import { formatOf } from "./address";
import { CsvRows } from "./csv-rows";
import { exportFields, exportRow } from "./export-fields";

const object = (type: string, more: Partial<BusinessObject> = {}): BusinessObject => ({
  type,
  id: "xx_1",
  created: new Date("2026-11-30T17:00:00Z"),
  status: null,
  customer: null,
  currency: "usd",
  amount: null,
  parent: null,
  method: null,
  label: null,
  data: {},
  deleted: false,
  syncedAt: new Date("2026-11-30T17:00:00Z"),
  ...more,
});

const of = (
  one: BusinessObject,
  { chosen, entries = [] }: { chosen?: string; entries?: readonly BusinessObject[] } = {},
) =>
  exportRow(exportFields(one.type, chosen), one, {
    names: { cus_1: "Ada Whitfield" },
    timeZone: "America/New_York",
    entries: new Map(entries.map((entry) => [entry.id, entry])),
  });

describe("a file of payments", () => {
  const payment = object("payment", {
    status: "partially_refunded",
    amount: 2000,
    customer: "cus_1",
    label: "Order 7",
    data: {
      amountCaptured: 2000,
      amountRefunded: 500,
      balanceTransaction: "txn_1",
      description: "Order 7",
      payer: { name: "A. Whitfield", email: "ada@example.com" },
      method: { type: "card", brand: "visa", last4: "4242" },
    },
  });
  const entry = object("balance_transaction", {
    id: "txn_1",
    currency: "eur",
    data: { fee: 80, net: 1770 },
  });

  it("has what was refunded, the fee and what is left, in the currency in which it is settled", () => {
    expect(of(payment, { entries: [entry] })).toEqual({
      id: "xx_1",
      created: "2026-11-30T12:00:00-05:00",
      status: "Partly refunded",
      amount: "20.00",
      amount_minor_units: 2000,
      currency: "USD",
      refunded: "5.00",
      refunded_minor_units: 500,
      fee: "0.80",
      fee_minor_units: 80,
      net: "17.70",
      net_minor_units: 1770,
      settlement_currency: "EUR",
      customer: "Ada Whitfield",
      customer_id: "cus_1",
      name: "A. Whitfield",
      email: "ada@example.com",
      description: "Order 7",
      method: "Visa •••• 4242",
      failure: null,
    });
  });

  it("has the chosen columns alone", () => {
    expect(Object.keys(of(payment, { chosen: "method,amount" }))).toEqual([
      "amount",
      "amount_minor_units",
      "currency",
      "method",
    ]);
    expect(of(payment, { chosen: "nonsense" })).toEqual(of(payment));
  });
});

it("a file of subscriptions has plan, interval and renewal", () => {
  const row = of(
    object("subscription", {
      status: "active",
      amount: 1900,
      data: {
        cancel_at_period_end: true,
        items: {
          data: [
            {
              quantity: 2,
              current_period_end: 1_796_058_000,
              price: { nickname: "Roast", recurring: { interval: "month", interval_count: 3 } },
            },
          ],
        },
      },
    }),
  );
  expect(row).toMatchObject({
    status: "Ends soon",
    plan: "2 × Roast",
    interval: "every 3 months",
    renews: "2026-11-30T12:00:00-05:00",
  });
});

it("files of the other lists have the columns of the list", () => {
  const seconds = 1_796_058_000;
  expect(of(object("invoice", { label: "NR-7", data: { due_date: seconds } }))).toMatchObject({
    number: "NR-7",
    due: "2026-11-30T12:00:00-05:00",
  });
  expect(
    of(
      object("balance_transaction", {
        amount: -2000,
        label: "refund",
        data: { fee: 0, net: -2000 },
      }),
    ),
  ).toMatchObject({ type: "Refund", gross: "-20.00", fee: "0.00", net: "-20.00" });
  expect(
    of(
      object("dispute", {
        parent: "pi_1",
        label: "product_not_received",
        data: { evidence_details: { due_by: seconds } },
      }),
    ),
  ).toMatchObject({
    payment: "pi_1",
    reason: "The customer says they received nothing",
    respond_by: "2026-11-30T12:00:00-05:00",
  });
  expect(of(object("customer", { label: "Ada", data: { phone: "+15005550101" } }))).toMatchObject({
    name: "Ada",
    phone: "'+15005550101",
  });
  expect(of(object("payout", { data: { arrival_date: 1_796_083_200 } }))).toMatchObject({
    arrives: "2026-12-01",
  });
});

it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"])(
  "no spreadsheet takes the name %j for a formula",
  (label) => {
    expect(of(object("customer", { label }))["name"]).toBe(`'${label}`);
  },
);

it("rows are counted as a file arrives, whatever its texts hold", () => {
  const rows = new CsvRows();
  const texts = ["id,no", "te\r\n1,", '"two\n', 'li""nes"\r\n2,x\r', "\n"];
  expect(texts.map((text) => rows.add(text))).toEqual([0, 0, 0, 1, 2]);
});

it("a format that is not offered is refused in words", () => {
  expect(formatOf({}, ["csv", "png"])).toBe("csv");
  expect(formatOf({ format: "png" }, ["csv", "png"])).toBe("png");
  expect(() => formatOf({ format: "xlsx" }, ["csv", "png"])).toThrow(
    "format: “xlsx” is not offered. Use csv or png.",
  );
});
