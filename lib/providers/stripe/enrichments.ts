import type { Enrichment } from "../types";
import { charge, customer, invoice } from "./schemas";

const idOf = (value: unknown, prefix: string) =>
  typeof value === "string" && value.startsWith(prefix) ? { id: value } : null;

/** Events carry ids; whoever writes to people needs their address, as it is now. */
export const enrichments: readonly Enrichment[] = [
  {
    name: "customer",
    operation: "customers.get",
    input: (data) => idOf(data["customer"], "cus_"),
    fields: ["id", "name", "email", "phone"],
    pick(output) {
      const { id, name, email, phone } = customer.parse(output);
      return { id, name: name ?? null, email: email ?? null, phone: phone ?? null };
    },
  },
  {
    name: "charge",
    operation: "charges.get",
    input: (data) => idOf(data["id"], "ch_"),
    fields: ["id", "receipt_url", "receipt_email", "failure_message", "refunded", "disputed"],
    pick(output) {
      const found = charge.parse(output);
      return {
        id: found.id,
        receipt_url: found.receipt_url ?? null,
        receipt_email: found.receipt_email ?? null,
        failure_message: found.failure_message ?? null,
        refunded: found.refunded,
        disputed: found.disputed ?? false,
      };
    },
  },
  {
    name: "invoice",
    operation: "invoices.get",
    input: (data) => idOf(data["id"], "in_") ?? idOf(data["invoice"], "in_"),
    fields: ["id", "number", "hosted_invoice_url", "amount_due", "currency", "customer_email"],
    pick(output) {
      const found = invoice.parse(output);
      return {
        id: found.id,
        number: found.number ?? null,
        hosted_invoice_url: found.hosted_invoice_url ?? null,
        amount_due: found.amount_due,
        currency: found.currency,
        customer_email: found.customer_email ?? null,
      };
    },
  },
];
