import { curate } from "../curate";
import { customers } from "./choices";

const invoice = { label: "Invoice" } as const;
const id = "in_1QExampleInvoice0001";
const due = { read: "invoices.get", by: { id: "id" }, whole: "amount_due" } as const;

export const invoices = [
  curate("invoices.create", {
    title: "Create an invoice",
    description: "Creates a draft of an invoice for a customer.",
    phrase: "create an invoice for {customer}",
    fields: {
      customer: { label: "Customer", choices: customers },
      collection_method: { label: "Collection" },
      days_until_due: { label: "Days until due" },
      due_date: { label: "Due", time: true },
      description: { label: "Description" },
      footer: { label: "Footer" },
      auto_advance: { label: "Finalize and collect automatically" },
      subscription: { label: "Subscription" },
      pending_invoice_items_behavior: { label: "Pending items" },
      metadata: { label: "Metadata" },
      application_fee_amount: { label: "Application fee", money: true },
    },
    example: {
      customer: "cus_Example00000001",
      collection_method: "send_invoice",
      days_until_due: 14,
    },
  }),
  curate("invoices.update", {
    title: "Change an invoice",
    description: "Changes a draft of an invoice.",
    phrase: "change the invoice {id}",
    fields: {
      id: invoice,
      description: { label: "Description" },
      footer: { label: "Footer" },
      days_until_due: { label: "Days until due" },
      due_date: { label: "Due", time: true },
      auto_advance: { label: "Finalize and collect automatically" },
      metadata: { label: "Metadata" },
      application_fee_amount: { label: "Application fee", money: true },
    },
    example: { id, description: "Consulting in November" },
  }),
  curate("invoices.list", {
    title: "List invoices",
    description: "Lists invoices, newest first.",
    fields: {
      customer: { label: "Customer", choices: customers },
      status: { label: "Status" },
      subscription: { label: "Subscription" },
      limit: { label: "Max results" },
    },
    changedBy: ["stripe.invoice.*"],
    example: { status: "open", limit: 20 },
  }),
  curate("invoices.delete", {
    title: "Delete a draft invoice",
    description: "Deletes a draft of an invoice for good.",
    phrase: "delete the draft invoice {id}",
    fields: { id: invoice },
    example: { id },
  }),
  curate("invoices.create_preview", {
    title: "Preview an invoice",
    description: "Returns the next invoice of a customer or a subscription without creating it.",
    fields: {
      customer: { label: "Customer", choices: customers },
      subscription: { label: "Subscription" },
      subscription_details: { label: "Changes to the subscription" },
      invoice_items: { label: "Further items" },
      discounts: { label: "Discounts" },
    },
    changedBy: ["stripe.invoice.*", "stripe.subscription.*"],
    example: { customer: "cus_Example00000001" },
  }),
  curate("invoices.list_line_items", {
    title: "List the lines of an invoice",
    description: "Lists the lines of an invoice.",
    fields: { id: invoice, limit: { label: "Max results" } },
    changedBy: ["stripe.invoice.*"],
    example: { id },
  }),
  curate("invoices.finalize_invoice", {
    title: "Finalize an invoice",
    description: "Makes a draft final, so that it is due and may be charged.",
    phrase: "finalize the invoice {id}",
    fields: { id: invoice, auto_advance: { label: "Collect automatically" } },
    moves: due,
    example: { id },
  }),
  curate("invoices.pay", {
    title: "Charge an invoice",
    description: "Charges an open invoice now, or marks it as paid elsewhere.",
    phrase: "charge the invoice {id}",
    fields: {
      id: invoice,
      payment_method: { label: "Payment method" },
      paid_out_of_band: { label: "It was paid elsewhere" },
      off_session: { label: "The customer is not present" },
      source: { hidden: true },
    },
    moves: due,
    example: { id },
  }),
  curate("invoices.send_invoice", {
    title: "Send an invoice",
    description: "Sends an invoice to the customer by email.",
    phrase: "send the invoice {id}",
    fields: { id: invoice },
    moves: due,
    example: { id },
  }),
  curate("invoices.void_invoice", {
    title: "Void an invoice",
    description: "Declares an invoice invalid; it stays in the records and is never collected.",
    phrase: "void the invoice {id}",
    fields: { id: invoice },
    example: { id },
  }),
  curate("invoices.mark_uncollectible", {
    title: "Mark an invoice as uncollectible",
    description: "Gives up what is due on an invoice, as a bad debt.",
    phrase: "mark the invoice {id} as uncollectible",
    fields: { id: invoice },
    example: { id },
  }),
  curate("invoice_payments.list", {
    title: "List the payments of invoices",
    description: "Lists which payments paid which invoices.",
    fields: {
      invoice,
      payment: { label: "Payment" },
      status: { label: "Status" },
      limit: { label: "Max results" },
    },
    changedBy: ["stripe.invoice_payment.*"],
    example: { invoice: id },
  }),
];
