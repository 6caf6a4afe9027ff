import { describe, expect, it } from "vitest";

import type { BusinessObject } from "../contracts/objects";
import { arrives, available, cellContext } from "./cells";
import { detailsOf } from "./details";
import { exportFields, exportRow } from "./export-fields";
import { testObject } from "./object-testing";
import { arrivalText } from "./words";

/** Stripe names a calendar day by its midnight in UTC, which is still the day before in Los Angeles. */
const DEC_2 = Date.parse("2026-12-02T00:00:00Z") / 1000;
const account = {
  connectionId: "11111111-1111-4111-8111-111111111111",
  provider: "stripe",
  label: "Test shop",
  livemode: false,
  currency: "usd",
  timeZone: "America/Los_Angeles",
};
const context = cellContext({ account, names: {} }, new Date("2026-11-30T20:00:00Z"));

const object = (fields: Partial<BusinessObject>): BusinessObject =>
  testObject({
    type: "payout",
    id: "po_1",
    created: new Date("2026-11-30T23:00:00Z"),
    status: "in_transit",
    ...fields,
  });

describe("a calendar day of Stripe is the same west of UTC", () => {
  const payout = object({ data: { arrival_date: DEC_2 } });
  const entry = object({
    type: "balance_transaction",
    id: "txn_1",
    label: "charge",
    parent: "ch_1",
    data: { available_on: DEC_2, status: "pending" },
  });

  it("in lists", () => {
    expect(arrives.cell(payout, context)).toEqual({
      kind: "time",
      text: "Dec 2",
      exact: "Dec 2, 2026",
    });
    expect(available.cell(entry, context)).toMatchObject({ text: "Dec 2" });
  });

  it("on the tile of the next payout", () => {
    expect(arrivalText(payout)).toBe("arrives Dec 2, 2026");
    expect(arrivalText(object({}))).toBe("on its way");
  });

  it("in the timeline of a payment, without a time", () => {
    const payment = object({ type: "payment", id: "pi_1", status: "succeeded" });
    const { timeline } = detailsOf({ object: payment, related: [entry], context, paid: [] });
    expect(timeline).toContainEqual({
      title: "Will be available in your balance",
      at: new Date("2026-12-02T00:00:00Z"),
      isDay: true,
      tone: "neutral",
    });
  });

  it("in files for spreadsheets", () => {
    const row = (one: BusinessObject) =>
      exportRow(exportFields(one.type, undefined), one, { ...context, entries: new Map() });
    expect(row(payout)).toMatchObject({
      created: "2026-11-30T15:00:00-08:00",
      arrives: "2026-12-02",
    });
    expect(row(entry)).toMatchObject({ available: "2026-12-02" });
  });
});
