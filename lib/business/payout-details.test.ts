import { expect, it } from "vitest";

import type { BusinessObject } from "../contracts/objects";
import { detailsOf } from "./details";
import { testObject } from "./object-testing";

const at = (day: string) => new Date(`${day}T10:00:00Z`);
const object = (fields: Partial<BusinessObject>): BusinessObject =>
  testObject({ type: "payout", id: "po_1", status: "paid", ...fields });
const details = (payout: Partial<BusinessObject>, related: readonly BusinessObject[] = []) =>
  detailsOf({
    object: object(payout),
    related,
    context: { names: {}, timeZone: "America/Los_Angeles", thisYear: 2026 },
    paid: [],
  });
const RETURNED = object({
  type: "balance_transaction",
  id: "txn_back",
  parent: "po_1",
  label: "payout_reversal",
  status: "available",
  created: at("2026-11-23"),
});
const arrival_date = Date.parse("2026-11-24T00:00:00Z") / 1000;

it("says why a payout failed, what to do, and that the money is back", () => {
  const { advice, timeline, facts } = details(
    {
      status: "failed",
      data: {
        arrival_date,
        failure_code: "account_closed",
        failure_balance_transaction: "txn_back",
      },
    },
    [RETURNED],
  );
  expect(advice).toBe(
    "The bank account is closed. Add another bank account for payouts in Stripe. The money is back in your Stripe balance. Stripe may send no further payouts until this is solved.",
  );
  expect(timeline).toMatchObject([
    { title: "The money returned to your Stripe balance", note: "$90.00", at: at("2026-11-23") },
    { title: "Payout failed", note: "The bank account is closed", tone: "danger" },
    { title: "Payout sent" },
  ]);
  expect(facts.map(({ label }) => label)).not.toContain("Arrives");
});

it.each([
  ["its own words for a code that is new", { failure_code: "bank_on_fire" }, /^Bank on fire\./],
  [
    "Stripe's sentence",
    { failure_code: "x", failure_message: "No such bank." },
    /^No such bank\. /,
  ],
  ["no reason", {}, /^The bank sent the money back\. The money returns/],
])("explains a failure with %s", (_name, data, advice) => {
  expect(details({ status: "failed", data }).advice).toMatch(advice);
});

it("says of a canceled payout where the money is", () => {
  expect(details({ status: "canceled" }, [RETURNED]).advice).toBe(
    "The payout was canceled. The money is back in your Stripe balance.",
  );
});

it("names the day on which a payout arrives", () => {
  const { advice, timeline } = details({ status: "in_transit", data: { arrival_date } });
  expect(advice).toBeNull();
  expect(timeline[0]).toMatchObject({ title: "Arrives at your bank", isDay: true });
  expect(details({ data: { arrival_date } }).timeline[0]?.title).toBe("Arrived at your bank");
});
