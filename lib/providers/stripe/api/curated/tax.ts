import { curate } from "../curate";
import { customers } from "./choices";

export const tax = [
  curate("tax_rates.create", {
    title: "Create a tax rate",
    description: "Creates a tax rate for invoices and subscriptions.",
    phrase: "create the tax rate {display_name}",
    fields: {
      display_name: { label: "Name" },
      percentage: { label: "Percentage" },
      inclusive: { label: "Included in prices" },
      country: { label: "Country" },
      jurisdiction: { label: "Jurisdiction" },
      tax_type: { label: "Kind of tax" },
      description: { label: "Description" },
    },
    example: { display_name: "VAT", percentage: 19, inclusive: false, country: "DE" },
  }),
  curate("tax_rates.list", {
    title: "List tax rates",
    description: "Lists tax rates, newest first.",
    fields: {
      active: { label: "Active" },
      inclusive: { label: "Included in prices" },
      limit: { label: "Max results" },
    },
    changedBy: ["stripe.tax_rate.*"],
    example: { active: true },
  }),
  curate("tax.calculations.create", {
    title: "Calculate tax",
    description: "Calculates the tax of a purchase; nothing is charged.",
    phrase: "calculate tax for {customer}",
    fields: {
      customer: { label: "Customer", choices: customers },
      currency: { label: "Currency" },
      line_items: { label: "Items" },
      customer_details: { label: "Address of the customer" },
      shipping_cost: { label: "Shipping" },
    },
    example: {
      currency: "usd",
      line_items: [{ amount: 1000, reference: "L1" }],
      customer: "cus_Example00000001",
    },
  }),
  curate("tax.settings.get", {
    title: "Read the tax settings",
    description: "Returns the tax settings of the account.",
    changedBy: ["stripe.tax.settings.*"],
    example: {},
  }),
  curate("tax.registrations.list", {
    title: "List tax registrations",
    description: "Lists where the account is registered to collect tax.",
    fields: { status: { label: "Status" }, limit: { label: "Max results" } },
    example: { status: "active" },
  }),
];
