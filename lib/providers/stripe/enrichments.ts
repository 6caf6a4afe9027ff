import type { Enrichment } from "../types";
import { charge, customer, invoice } from "./schemas";

type Fields = Readonly<Record<string, unknown>>;

/** The first of these values that is an id with one of these prefixes. */
function firstId(values: readonly unknown[], ...prefixes: readonly string[]) {
  const id = values.find(
    (value) => typeof value === "string" && prefixes.some((prefix) => value.startsWith(prefix)),
  );
  return id === undefined ? null : { id };
}

/** The id of a reference, whether or not it was expanded. */
const referenceId = (value: string | { readonly id: string } | null | undefined) =>
  typeof value === "object" && value !== null ? value.id : (value ?? null);

const fetchedCustomer = ({ charge: fetched }: Fields): unknown =>
  typeof fetched === "object" && fetched !== null && "customer" in fetched
    ? fetched.customer
    : undefined;

/** Events carry ids; whoever writes to people needs their address, as it is now. */
export const enrichments: readonly Enrichment[] = [
  {
    name: "customer",
    operation: "customers.get",
    via: "charge", // a dispute, a refund and a fraud warning name their charge alone
    input: (data, fetched = {}) =>
      firstId([data["customer"], data["id"], fetchedCustomer(fetched)], "cus_"),
    fields: ["id", "name", "email", "phone"],
    pick(output) {
      const { id, name, email, phone } = customer.parse(output);
      return { id, name: name ?? null, email: email ?? null, phone: phone ?? null };
    },
  },
  {
    name: "charge",
    operation: "charges.get",
    input: (data) => firstId([data["id"], data["charge"], data["latest_charge"]], "ch_", "py_"),
    fields: [
      "id",
      "customer",
      "receipt_url",
      "receipt_email",
      "failure_message",
      "refunded",
      "disputed",
    ],
    pick(output) {
      const found = charge.parse(output);
      return {
        id: found.id,
        customer: referenceId(found.customer),
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
    input: (data) => firstId([data["id"], data["invoice"]], "in_"),
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
