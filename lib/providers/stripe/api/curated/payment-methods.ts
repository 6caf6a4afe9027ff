import { curate } from "../curate";
import { customers } from "./choices";

const method = { label: "Payment method" } as const;
const customer = { label: "Customer", choices: customers } as const;
const id = "pm_1QExample0001";

export const paymentMethods = [
  curate("payment_methods.get", {
    title: "Read a payment method",
    description: "Returns a payment method with the last digits of its card.",
    fields: { id: method },
    changedBy: ["stripe.payment_method.*"],
    example: { id },
  }),
  curate("payment_methods.list", {
    title: "List payment methods",
    description: "Lists the payment methods of a customer.",
    fields: { customer, type: { label: "Type" }, limit: { label: "Max results" } },
    changedBy: ["stripe.payment_method.*"],
    example: { customer: "cus_Example00000001", type: "card" },
  }),
  curate("payment_methods.attach", {
    title: "Save a payment method for a customer",
    description: "Attaches a payment method to a customer.",
    phrase: "save {id} for {customer}",
    fields: { id: method, customer },
    example: { id, customer: "cus_Example00000001" },
  }),
  curate("payment_methods.detach", {
    title: "Remove a payment method from its customer",
    description: "Removes a payment method; it cannot be used again.",
    phrase: "remove the payment method {id}",
    fields: { id: method },
    example: { id },
  }),
];
