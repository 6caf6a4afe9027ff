import { describe, expect, it } from "vitest";

import { shippedDefinition } from "../../widgets/fixtures/build";
import { runTransform } from "../../widgets/transform";
import chargeBody from "./fixtures/charge.json" with { type: "json" };
import { operations } from "./operations";
import { paymentState } from "./payment-state";

const paid = { ...chargeBody, amount: 5000, amount_captured: 5000, amount_refunded: 0 };
const hold = { ...paid, captured: false, amount_captured: 0 };

const CASES = [
  [paid, "succeeded"],
  [{ ...paid, amount_refunded: 1000 }, "partially_refunded"],
  [{ ...paid, amount_refunded: 5000, refunded: true }, "refunded"],
  [{ ...paid, disputed: true }, "disputed"],
  [hold, "uncaptured"],
  [{ ...hold, amount_refunded: 5000, refunded: true }, "released"],
  [{ ...paid, amount_captured: 3000, amount_refunded: 2000 }, "succeeded"],
  [{ ...paid, amount_captured: 3000, amount_refunded: 2500 }, "partially_refunded"],
] as const;

describe("what became of a payment", () => {
  it.each(CASES)("%#: is told by the charge", (charge, state) => {
    expect(paymentState(charge)).toBe(state);
  });

  it("leaves a failed charge failed, and says nothing of what is no charge", () => {
    expect(paymentState({ ...hold, status: "failed" })).toBe("failed");
    expect(paymentState({ status: "succeeded" })).toBeUndefined();
  });

  it("is what Recent Payments shows, while its filter sees what Stripe says", () => {
    const definition = shippedDefinition("stripe-payments");
    const failed = { ...hold, status: "failed" };
    const body = { object: "list", data: [...CASES.map(([charge]) => charge), failed] };
    const { shown } = operations["charges.list"];
    const result = definition && runTransform(definition, body, shown ? { shown } : {});
    expect(result?.ok ? result.rows.map(({ status }) => status) : []).toEqual(
      CASES.map(([, state]) => state),
    );
  });

  it("is what Payment Details shows, with what was captured and given back", () => {
    const definition = shippedDefinition("stripe-payment-details");
    const { shown } = operations["charges.get"];
    const rowOf = (charge: object) => {
      const result = definition && runTransform(definition, charge, shown ? { shown } : {});
      return result?.ok ? result.rows[0] : undefined;
    };
    expect(rowOf({ ...paid, amount_captured: 3000, amount_refunded: 2500 })).toMatchObject({
      status: "partially_refunded",
      captured_amount: 3000,
      refunded_amount: 500,
    });
    expect(rowOf({ ...hold, amount_refunded: 5000, refunded: true })).toMatchObject({
      status: "released",
      captured_amount: 0,
      refunded_amount: 0,
    });
  });
});
