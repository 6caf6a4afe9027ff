import { curate } from "../curate";
import { customers } from "./choices";

const invoice = { label: "Invoice" } as const;
const example = { invoice: "in_1QExampleInvoice0001", amount: 1000 } as const;
const amounts = {
  amount: { label: "Amount", money: true },
  refund_amount: { label: "Refunded", money: true },
  credit_amount: { label: "Credited to the balance", money: true },
  out_of_band_amount: { label: "Given back elsewhere", money: true },
} as const;

export const creditNotes = [
  curate("credit_notes.create", {
    title: "Create a credit note",
    description: "Reduces an invoice, and gives the amount back as a refund or as credit.",
    phrase: "create a credit note for the invoice {invoice}",
    fields: {
      invoice,
      ...amounts,
      reason: { label: "Reason" },
      memo: { label: "Memo" },
      lines: { label: "Lines" },
    },
    example: { ...example, reason: "product_unsatisfactory" },
  }),
  curate("credit_notes.get", {
    title: "Read a credit note",
    description: "Returns a credit note.",
    fields: { id: { label: "Credit note" } },
    changedBy: ["stripe.credit_note.*"],
    example: { id: "cn_1QExample0001" },
  }),
  curate("credit_notes.list", {
    title: "List credit notes",
    description: "Lists credit notes, newest first.",
    fields: {
      invoice,
      customer: { label: "Customer", choices: customers },
      limit: { label: "Max results" },
    },
    changedBy: ["stripe.credit_note.*"],
    example: { customer: "cus_Example00000001" },
  }),
  curate("credit_notes.preview", {
    title: "Preview a credit note",
    description: "Returns a credit note without creating it.",
    fields: { invoice, ...amounts, lines: { label: "Lines" } },
    example,
  }),
  curate("credit_notes.void_credit_note", {
    title: "Void a credit note",
    description: "Declares a credit note invalid.",
    phrase: "void the credit note {id}",
    fields: { id: { label: "Credit note" } },
    example: { id: "cn_1QExample0001" },
  }),
];
