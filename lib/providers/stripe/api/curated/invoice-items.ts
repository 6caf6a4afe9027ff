import { curate } from "../curate";
import { customers } from "./choices";

const item = { label: "Invoice item" } as const;

export const invoiceItems = [
  curate("invoice_items.create", {
    title: "Add an item to an invoice",
    description: "Adds an amount to a draft, or to the customer's next invoice.",
    phrase: "add an item to the invoice of {customer}",
    fields: {
      customer: { label: "Customer", choices: customers },
      invoice: { label: "Invoice" },
      amount: { label: "Amount", money: true },
      currency: { label: "Currency" },
      description: { label: "Description" },
      quantity: { label: "Quantity" },
      pricing: { label: "Price" },
      metadata: { label: "Metadata" },
    },
    example: {
      customer: "cus_Example00000001",
      amount: 2500,
      currency: "usd",
      description: "Setup",
    },
  }),
  curate("invoice_items.update", {
    title: "Change an item of an invoice",
    description: "Changes an item of an invoice that is still a draft.",
    phrase: "change the invoice item {id}",
    fields: {
      id: item,
      amount: { label: "Amount", money: true },
      description: { label: "Description" },
      quantity: { label: "Quantity" },
      metadata: { label: "Metadata" },
    },
    example: { id: "ii_1QExample0001", amount: 3000 },
  }),
  curate("invoice_items.list", {
    title: "List invoice items",
    description: "Lists invoice items, newest first.",
    fields: {
      customer: { label: "Customer", choices: customers },
      invoice: { label: "Invoice" },
      pending: { label: "Not invoiced yet" },
      limit: { label: "Max results" },
    },
    changedBy: ["stripe.invoiceitem.*"],
    example: { customer: "cus_Example00000001" },
  }),
  curate("invoice_items.delete", {
    title: "Delete an invoice item",
    description: "Deletes an item that is not on a final invoice.",
    phrase: "delete the invoice item {id}",
    fields: { id: item },
    example: { id: "ii_1QExample0001" },
  }),
];
