import { curate } from "../curate";
import { customers as choices } from "./choices";

const customer = { label: "Customer", choices } as const;

export const customers = [
  curate("customers.create", {
    title: "Create a customer",
    description: "Creates a customer, who can then be charged and subscribed.",
    phrase: "create the customer {name}",
    fields: {
      name: { label: "Name" },
      email: { label: "Email" },
      phone: { label: "Phone" },
      description: { label: "Description" },
      address: { label: "Address" },
      metadata: { label: "Metadata" },
      balance: { label: "Opening balance", money: true },
      source: { hidden: true },
    },
    example: { name: "Ada Whitfield", email: "ada@example.com" },
  }),
  curate("customers.update", {
    title: "Change a customer",
    description: "Changes the name, the address or other data of a customer.",
    phrase: "change the customer {id}",
    fields: {
      id: customer,
      name: { label: "Name" },
      email: { label: "Email" },
      phone: { label: "Phone" },
      description: { label: "Description" },
      address: { label: "Address" },
      metadata: { label: "Metadata" },
      balance: { label: "Balance", money: true },
      source: { hidden: true },
    },
    example: { id: "cus_Example00000001", description: "VIP" },
  }),
  curate("customers.search", {
    title: "Search customers",
    description: "Finds customers by a query such as email:'ada@example.com'.",
    fields: { query: { label: "Query" }, limit: { label: "Max results" } },
    changedBy: ["stripe.customer.*"],
    example: { query: "email:'ada@example.com'" },
  }),
  curate("customers.delete", {
    title: "Delete a customer",
    description: "Deletes a customer for good and cancels their subscriptions.",
    phrase: "delete the customer {id}",
    fields: { id: customer },
    example: { id: "cus_Example00000001" },
  }),
  curate("customers.list_payment_methods", {
    title: "List a customer's payment methods",
    description: "Lists the cards and other payment methods of a customer.",
    fields: {
      id: customer,
      type: { label: "Type" },
      limit: { label: "Max results" },
    },
    changedBy: ["stripe.payment_method.*"],
    example: { id: "cus_Example00000001", type: "card" },
  }),
  curate("customers.create_balance_transaction", {
    title: "Adjust a customer's balance",
    description: "Adds a debit, or a credit if the amount is negative, to a customer's balance.",
    phrase: "adjust the balance of the customer {id}",
    fields: {
      id: customer,
      amount: {
        label: "Amount",
        money: true,
        help: "A negative amount is a credit, which the next invoice uses up.",
      },
      currency: { label: "Currency" },
      description: { label: "Description" },
    },
    moves: { amount: "amount", currency: "currency" },
    example: { id: "cus_Example00000001", amount: 500, currency: "usd" },
  }),
];
