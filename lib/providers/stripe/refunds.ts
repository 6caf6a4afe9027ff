import * as z from "zod";

import { defineOperation } from "../types";
import refundBody from "./fixtures/refund.json" with { type: "json" };
import * as schema from "./schemas";
import { scrub } from "./scrub";

const refundInput = z.strictObject({
  charge: schema.stripeId("ch", "py").describe("The payment, by the id of its charge."),
  amount: z
    .int()
    .min(1)
    .max(99_999_999)
    .optional()
    .describe("In minor units of the payment's currency; all that is left when empty."),
  reason: z.enum(["duplicate", "fraudulent", "requested_by_customer"]).optional(),
});

/** What gives money back. Stripe answers a repeated key with its first answer for a day. */
export const refunds = {
  "refunds.create": defineOperation({
    title: "Refund a payment",
    description:
      "Gives back a payment, whole or in part. It cannot be taken back; Stripe keeps its fees, and tells of it as `stripe.payment.refunded`.",
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
        if (!charge) return null;
        const left = (charge.amount_captured ?? charge.amount) - charge.amount_refunded;
        return { amount: amount ?? left, currency: charge.currency.toLowerCase() };
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
