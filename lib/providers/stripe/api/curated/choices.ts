import type { ChoiceSource } from "../../../types";
import type { Key } from "../curate";

type Choices = readonly (ChoiceSource & { readonly operation: Key })[];

const LISTED = { input: { limit: 100 }, items: "data", value: "id" } as const;

export const customers: Choices = [
  { ...LISTED, operation: "customers.list", label: "name", unless: "deleted" },
];
export const products: Choices = [{ ...LISTED, operation: "products.list", label: "name" }];
export const prices: Choices = [{ ...LISTED, operation: "prices.list", label: "nickname" }];
export const coupons: Choices = [{ ...LISTED, operation: "coupons.list", label: "name" }];
export const meters: Choices = [
  { ...LISTED, operation: "billing.meters.list", label: "display_name" },
];
