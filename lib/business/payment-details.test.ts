import { expect, it } from "vitest";

import type { BusinessObject } from "../contracts/objects";
import { detailsOf } from "./details";
import { testObject } from "./object-testing";

const at = (day: string) => new Date(`${day}T10:00:00Z`);
const unix = (text: string) => Date.parse(text) / 1000;
const object = (fields: Partial<BusinessObject>): BusinessObject =>
  testObject({ status: "succeeded", ...fields });
const details = (payment: Partial<BusinessObject>, related: readonly BusinessObject[] = []) =>
  detailsOf({
    object: object(payment),
    related,
    context: { names: {}, timeZone: "America/Los_Angeles", thisYear: 2026 },
    paid: [],
  });
const payout = (status: string) =>
  object({
    type: "payout",
    id: "po_1",
    status,
    amount: 120_000,
    created: at("2026-11-22"),
    data: { arrival_date: unix("2026-11-24T00:00:00Z") },
  });

it.each([
  ["paid", "In a payout that arrived at your bank", "2026-11-24T00:00:00Z", true],
  ["in_transit", "In a payout on its way to your bank", "2026-11-24T00:00:00Z", true],
  ["failed", "In a payout that failed", "2026-11-22T10:00:00Z", false],
  ["canceled", "In a payout that was canceled", "2026-11-22T10:00:00Z", false],
])("links the payout that the payment is in, here one that is %s", (status, title, date, isDay) => {
  const [first] = details({}, [payout(status)]).timeline;
  expect(first).toMatchObject({
    title,
    note: "Payout of $1,200.00",
    href: "/payouts/po_1",
    at: new Date(date),
    isDay,
  });
});

it.each([
  ["succeeded", "Paid"],
  ["refunded", "Paid"],
  ["disputed", "Paid"],
  ["failed", "Started"],
  ["uncaptured", "Started"],
  ["canceled", "Started"],
])("dates a payment that is %s as %s", (status, label) => {
  expect(details({ status }).facts[0]?.label).toBe(label);
});

it("names until when a held amount can be captured", () => {
  const charge = (card: object) =>
    object({
      type: "charge",
      id: "ch_1",
      created: at("2026-11-21"),
      data: { captured: false, payment_method_details: { type: "card", card } },
    });
  const advice = (card: object) => details({ status: "uncaptured" }, [charge(card)]).advice;
  expect(advice({ capture_before: unix("2026-11-26T18:30:00Z") })).toContain(
    "until Nov 26, 2026, 10:30, or",
  );
  expect(advice({})).toContain("until Nov 28, 2026, 02:00, or");
  expect(details({ status: "uncaptured" }).advice).toContain("until Nov 27, 2026, 02:00, or");
});
