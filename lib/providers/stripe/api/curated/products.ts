import { curate } from "../curate";
import { products as choices } from "./choices";

const product = { label: "Product", choices } as const;

export const products = [
  curate("products.create", {
    title: "Create a product",
    description: "Creates a product or a service that prices can be made for.",
    phrase: "create the product {name}",
    fields: {
      name: { label: "Name" },
      description: { label: "Description" },
      default_price_data: { label: "Default price" },
      active: { label: "Active" },
      tax_code: { label: "Tax code" },
      metadata: { label: "Metadata" },
    },
    example: { name: "Pro plan" },
  }),
  curate("products.get", {
    title: "Read a product",
    description: "Returns a product.",
    fields: { id: product },
    changedBy: ["stripe.product.*"],
    example: { id: "prod_Example0000001" },
  }),
  curate("products.update", {
    title: "Change a product",
    description: "Changes the name, the description or other data of a product.",
    phrase: "change the product {id}",
    fields: {
      id: product,
      name: { label: "Name" },
      description: { label: "Description" },
      active: { label: "Active" },
      default_price: { label: "Default price" },
      metadata: { label: "Metadata" },
    },
    example: { id: "prod_Example0000001", active: false },
  }),
  curate("products.list", {
    title: "List products",
    description: "Lists products, newest first.",
    fields: { active: { label: "Active" }, limit: { label: "Max results" } },
    changedBy: ["stripe.product.*"],
    example: { active: true, limit: 20 },
  }),
  curate("prices.create", {
    title: "Create a price",
    description: "Creates a one-time or recurring price of a product.",
    phrase: "create a price of {product}",
    fields: {
      product,
      unit_amount: { label: "Amount", money: true },
      currency: { label: "Currency" },
      recurring: { label: "Recurring" },
      nickname: { label: "Internal name" },
      tax_behavior: { label: "Tax" },
      metadata: { label: "Metadata" },
    },
    example: { product: "prod_Example0000001", unit_amount: 4999, currency: "usd" },
  }),
  curate("prices.get", {
    title: "Read a price",
    description: "Returns a price with its amount and interval.",
    fields: { id: { label: "Price" } },
    changedBy: ["stripe.price.*"],
    example: { id: "price_1QExamplePrice0001" },
  }),
  curate("prices.update", {
    title: "Change a price",
    description: "Archives a price or changes its internal name; its amount stays.",
    phrase: "change the price {id}",
    fields: {
      id: { label: "Price" },
      active: { label: "Active" },
      nickname: { label: "Internal name" },
      lookup_key: { label: "Lookup key" },
      metadata: { label: "Metadata" },
    },
    example: { id: "price_1QExamplePrice0001", active: false },
  }),
  curate("prices.list", {
    title: "List prices",
    description: "Lists prices, newest first.",
    fields: {
      product,
      active: { label: "Active" },
      currency: { label: "Currency" },
      limit: { label: "Max results" },
    },
    changedBy: ["stripe.price.*"],
    example: { product: "prod_Example0000001", limit: 20 },
  }),
];
