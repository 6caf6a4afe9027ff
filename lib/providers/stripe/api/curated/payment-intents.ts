import { curate } from "../curate";
import { customers } from "./choices";

const payment = { label: "Payment" } as const;
const id = "pi_3QExampleIntent000001";
const amounts = {
  amount: { label: "Amount", money: true },
  currency: { label: "Currency" },
  application_fee_amount: { label: "Application fee", money: true },
} as const;

export const paymentIntents = [
  curate("payment_intents.create", {
    title: "Create a payment",
    description: "Creates a payment, and takes the money at once if it is confirmed.",
    phrase: "create a payment for {customer}",
    fields: {
      amount: amounts.amount,
      currency: amounts.currency,
      customer: { label: "Customer", choices: customers },
      payment_method: { label: "Payment method" },
      description: { label: "Description" },
      confirm: { label: "Take the money now" },
      off_session: { label: "The customer is not present" },
      capture_method: { label: "Capture" },
      receipt_email: { label: "Receipt to" },
      metadata: { label: "Metadata" },
      application_fee_amount: amounts.application_fee_amount,
      payment_method_data: { hidden: true },
    },
    moves: { amount: "amount", currency: "currency" },
    example: { amount: 4999, currency: "usd", customer: "cus_Example00000001" },
  }),
  curate("payment_intents.update", {
    title: "Change a payment",
    description: "Changes a payment that is not confirmed yet.",
    phrase: "change the payment {id}",
    fields: {
      id: payment,
      ...amounts,
      description: { label: "Description" },
      metadata: { label: "Metadata" },
      payment_method_data: { hidden: true },
    },
    example: { id, description: "Order 1001" },
  }),
  curate("payment_intents.confirm", {
    title: "Confirm a payment",
    description: "Takes the money of a payment.",
    phrase: "confirm the payment {id}",
    fields: {
      id: payment,
      payment_method: { label: "Payment method" },
      off_session: { label: "The customer is not present" },
      return_url: { label: "Return address" },
      amount_to_confirm: { label: "Amount", money: true },
      payment_method_data: { hidden: true },
    },
    moves: {
      read: "payment_intents.get",
      by: { id: "id" },
      amount: "amount_to_confirm",
      whole: "amount",
    },
    example: { id, payment_method: "pm_1QExample0001" },
  }),
  curate("payment_intents.capture", {
    title: "Capture a payment",
    description: "Takes money that was reserved, whole or in part.",
    phrase: "capture the payment {id}",
    fields: {
      id: payment,
      amount_to_capture: { label: "Amount", money: true },
      final_capture: { label: "Release the rest" },
      application_fee_amount: amounts.application_fee_amount,
    },
    moves: {
      read: "payment_intents.get",
      by: { id: "id" },
      amount: "amount_to_capture",
      whole: "amount_capturable",
    },
    example: { id, amount_to_capture: 2500 },
  }),
  curate("payment_intents.cancel", {
    title: "Cancel a payment",
    description: "Cancels a payment that was not taken, and releases reserved money.",
    phrase: "cancel the payment {id}",
    fields: { id: payment, cancellation_reason: { label: "Reason" } },
    example: { id, cancellation_reason: "requested_by_customer" },
  }),
];

export const setupIntents = [
  curate("setup_intents.create", {
    title: "Prepare to save a payment method",
    description: "Creates a setup, by which a customer saves a payment method for later.",
    phrase: "prepare to save a payment method of {customer}",
    fields: {
      customer: { label: "Customer", choices: customers },
      payment_method: { label: "Payment method" },
      usage: { label: "Usage" },
      confirm: { label: "Confirm now" },
      description: { label: "Description" },
      payment_method_data: { hidden: true },
    },
    example: { customer: "cus_Example00000001" },
  }),
  curate("setup_intents.get", {
    title: "Read a setup of a payment method",
    description: "Returns a setup and its state.",
    fields: { id: { label: "Setup" } },
    changedBy: ["stripe.setup_intent.*"],
    example: { id: "seti_1QExample0001" },
  }),
  curate("setup_intents.list", {
    title: "List setups of payment methods",
    description: "Lists setups, newest first.",
    fields: {
      customer: { label: "Customer", choices: customers },
      payment_method: { label: "Payment method" },
      limit: { label: "Max results" },
    },
    changedBy: ["stripe.setup_intent.*"],
    example: { customer: "cus_Example00000001" },
  }),
];
