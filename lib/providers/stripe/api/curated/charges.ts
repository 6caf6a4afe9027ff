import { curate } from "../curate";

const refund = { label: "Refund" } as const;

export const charges = [
  curate("charges.capture", {
    title: "Capture a charge",
    description: "Takes money that a charge reserved, whole or in part.",
    phrase: "capture the charge {id}",
    fields: {
      id: { label: "Charge" },
      amount: { label: "Amount", money: true },
      receipt_email: { label: "Receipt to" },
      application_fee_amount: { label: "Application fee", money: true },
    },
    moves: { read: "charges.get", by: { id: "id" }, amount: "amount", whole: "amount" },
    example: { id: "ch_3QExampleCharge000001" },
  }),
  curate("refunds.get", {
    title: "Read a refund",
    description: "Returns a refund and its state.",
    fields: { id: refund },
    changedBy: ["stripe.refund.*"],
    example: { id: "re_3QExampleRefund000001" },
  }),
  curate("refunds.list", {
    title: "List refunds",
    description: "Lists refunds, newest first.",
    fields: {
      charge: { label: "Charge" },
      payment_intent: { label: "Payment" },
      limit: { label: "Max results" },
    },
    changedBy: ["stripe.refund.*", "stripe.payment.*"],
    example: { charge: "ch_3QExampleCharge000001" },
  }),
  curate("refunds.cancel", {
    title: "Cancel a refund",
    description: "Cancels a refund that still waits for an action of the customer.",
    phrase: "cancel the refund {id}",
    fields: { id: refund },
    example: { id: "re_3QExampleRefund000001" },
  }),
];
