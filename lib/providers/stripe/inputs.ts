import * as z from "zod";

import type { ChoiceSource } from "../types";
import { stripeId } from "./schemas";

/** A customer by id, those that were deleted left out. */
export const customers: readonly ChoiceSource[] = [
  {
    operation: "customers.list",
    input: { limit: 100 },
    items: "data",
    value: "id",
    label: "name",
    unless: "deleted",
  },
];

const timeFilter = z.union([
  z.coerce.number().int(),
  z.strictObject({
    gt: z.coerce.number().int().optional(),
    gte: z.coerce.number().int().optional(),
    lt: z.coerce.number().int().optional(),
    lte: z.coerce.number().int().optional(),
  }),
]);
const expand = z
  .array(z.string().regex(/^[a-z_]+(\.[a-z_]+){0,3}$/, "must be a path such as data.customer"))
  .max(8)
  .optional()
  .describe("Objects to include whole instead of as ids.");

/** Fields that every list takes; the cursors are ids of this kind of object. */
function pageFields(...prefixes: readonly string[]) {
  return {
    limit: z.coerce.number().int().min(1).max(100).default(10).describe("Items per page."),
    starting_after: stripeId(...prefixes).optional(),
    ending_before: stripeId(...prefixes).optional(),
    created: timeFilter.optional().describe("Unix seconds, or gt, gte, lt, lte of them."),
    expand,
  };
}

export const chargeInput = z.strictObject({
  ...pageFields("ch", "py"),
  customer: stripeId("cus").optional(),
  payment_intent: stripeId("pi").optional(),
  transfer_group: z.string().max(200).optional(),
});
export const intentInput = z.strictObject({
  ...pageFields("pi"),
  customer: stripeId("cus").optional(),
});
export const customerInput = z.strictObject({
  ...pageFields("cus"),
  email: z.string().max(512).optional(),
});
export const subscriptionInput = z.strictObject({
  ...pageFields("sub"),
  customer: stripeId("cus").optional(),
  price: stripeId("price", "plan").optional(),
  status: z
    .enum([
      "active",
      "all",
      "canceled",
      "ended",
      "incomplete",
      "incomplete_expired",
      "past_due",
      "paused",
      "trialing",
      "unpaid",
    ])
    .optional(),
});
export const eventInput = z.strictObject({
  ...pageFields("evt"),
  type: z.string().max(200).optional(),
  types: z.array(z.string().max(200)).max(20).optional(),
});
/** One object by its id. */
export const byId = (...prefixes: readonly string[]) =>
  z.strictObject({ id: stripeId(...prefixes), expand });
