import { curate } from "../curate";
import { customers } from "./choices";

const session = { label: "Session" } as const;
const id = "cs_test_Example0001";

export const checkout = [
  curate("checkout.sessions.create", {
    title: "Create a checkout page",
    description: "Creates a page on which a customer pays or subscribes.",
    phrase: "create a checkout page for {customer}",
    fields: {
      mode: { label: "Mode" },
      line_items: { label: "Items" },
      customer: { label: "Customer", choices: customers },
      customer_email: { label: "Email" },
      success_url: { label: "Address after payment" },
      cancel_url: { label: "Address after cancellation" },
      allow_promotion_codes: { label: "Allow promotion codes" },
      discounts: { label: "Discounts" },
      expires_at: { label: "Expires", time: true },
      client_reference_id: { label: "Your reference" },
      metadata: { label: "Metadata" },
    },
    example: {
      mode: "payment",
      line_items: [{ price: "price_1QExamplePrice0001", quantity: 1 }],
      success_url: "https://shop.example/thanks",
    },
  }),
  curate("checkout.sessions.get", {
    title: "Read a checkout page",
    description: "Returns a checkout session and its state.",
    fields: { id: session },
    changedBy: ["stripe.checkout.session.*"],
    example: { id },
  }),
  curate("checkout.sessions.list", {
    title: "List checkout pages",
    description: "Lists checkout sessions, newest first.",
    fields: {
      status: { label: "Status" },
      customer: { label: "Customer", choices: customers },
      payment_intent: { label: "Payment" },
      limit: { label: "Max results" },
    },
    changedBy: ["stripe.checkout.session.*"],
    example: { status: "complete" },
  }),
  curate("checkout.sessions.expire", {
    title: "Close a checkout page",
    description: "Closes a checkout page before somebody pays.",
    phrase: "close the checkout page {id}",
    fields: { id: session },
    example: { id },
  }),
  curate("payment_links.create", {
    title: "Create a payment link",
    description: "Creates a link to a payment page that many customers can use.",
    phrase: "create a payment link",
    fields: {
      line_items: { label: "Items" },
      allow_promotion_codes: { label: "Allow promotion codes" },
      after_completion: { label: "After payment" },
      restrictions: { label: "Limit" },
      metadata: { label: "Metadata" },
      application_fee_amount: { label: "Application fee", money: true },
    },
    example: { line_items: [{ price: "price_1QExamplePrice0001", quantity: 1 }] },
  }),
  curate("payment_links.update", {
    title: "Change a payment link",
    description: "Activates, deactivates or changes a payment link.",
    phrase: "change the payment link {id}",
    fields: {
      id: { label: "Payment link" },
      active: { label: "Active" },
      line_items: { label: "Items" },
      metadata: { label: "Metadata" },
      application_fee_amount: { label: "Application fee", money: true },
    },
    example: { id: "plink_1QExample0001", active: false },
  }),
  curate("payment_links.list", {
    title: "List payment links",
    description: "Lists payment links, newest first.",
    fields: { active: { label: "Active" }, limit: { label: "Max results" } },
    changedBy: ["stripe.payment_link.*"],
    example: { active: true },
  }),
];
