import * as z from "zod";

import { defineOperation } from "../types";
import refundBody from "./fixtures/refund.json" with { type: "json" };
import * as schema from "./schemas";
import { scrub } from "./scrub";

/** Max amount, as for limits of automations. Stripe enforces its own limits per currency. */
const MAX_AMOUNT = 1_000_000_000_000;

/** The amount is required, because Stripe would otherwise refund the rest and the approver could not see how much. */
const refundInput = z.strictObject({
  charge: schema.stripeId("ch", "py").describe("The payment, by the id of its charge."),
  amount: z
    .int()
    .min(1)
    .max(MAX_AMOUNT)
    .describe("In the smallest unit of the payment's currency, such as cents."),
  reason: z.enum(["duplicate", "fraudulent", "requested_by_customer"]).optional(),
});

/** Refund operations. Stripe returns the first response for a repeated key for a day. */
export const refunds = {
  "refunds.create": defineOperation({
    title: "Refund a payment",
    phrase: "refund a payment ({charge})",
    description:
      "Gives back a payment, whole or in part. It cannot be taken back; Stripe keeps its fees.",
    effect: "destructive",
    idempotency: { by: "header", name: "Idempotency-Key" },
    endpoint: "/refunds",
    input: refundInput,
    output: schema.refund,
    request: (input) => ({ method: "POST", path: "/v1/refunds", form: input }),
    respond: scrub,
    moves: {
      read: ({ charge }) => ({ operation: "charges.get", input: { id: charge } }),
      amount({ amount }, answer) {
        const charge = schema.charge.safeParse(answer).data;
        return charge ? { amount, currency: charge.currency.toLowerCase() } : null;
      },
    },
    examples: [
      {
        input: { charge: "ch_3QExampleCharge000001", amount: 1000, reason: "duplicate" },
        request: "POST /v1/refunds",
        body: refundBody,
      },
    ],
  }),
} as const;
