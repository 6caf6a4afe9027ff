import type * as z from "zod";

import type { CopiedAnswer, CopiedList } from "../types";
import type { chargeInput, customerInput, intentInput, subscriptionInput } from "./inputs";

type Filter = z.output<typeof chargeInput>["created"];
type PageInput = Pick<
  z.output<typeof chargeInput>,
  "limit" | "starting_after" | "ending_before" | "created" | "expand"
>;

const atSecond = (seconds: number) => new Date(seconds * 1000);

/** A filter by time as the first instant and the first one after it. Stripe counts whole seconds. */
function timesOf(filter: Filter): Pick<CopiedList, "from" | "to"> {
  if (filter === undefined) return {};
  if (typeof filter === "number") return { from: atSecond(filter), to: atSecond(filter + 1) };
  const { gt, gte, lt, lte } = filter;
  const first = Math.max(gte ?? -Infinity, gt === undefined ? -Infinity : gt + 1);
  const after = Math.min(lt ?? Infinity, lte === undefined ? Infinity : lte + 1);
  return {
    from: Number.isFinite(first) ? atSecond(first) : undefined,
    to: Number.isFinite(after) ? atSecond(after) : undefined,
  };
}

/** A page of the copy. A page after another one, and objects inside of objects, are read at Stripe. */
function listed(
  { limit, starting_after: after, ending_before: before, created, expand }: PageInput,
  filter: Omit<CopiedList, "limit"> = {},
): CopiedList | null {
  if (after !== undefined || before !== undefined || expand?.length) return null;
  return { ...filter, ...timesOf(created), limit };
}

const answer: CopiedAnswer<unknown>["answer"] = (items, hasMore) => ({
  object: "list",
  data: items,
  has_more: hasMore,
});

export const charges: CopiedAnswer<z.output<typeof chargeInput>> = {
  type: "charge",
  list: ({ customer, payment_intent: parent, transfer_group: group, ...page }) =>
    group === undefined ? listed(page, { customer, parent }) : null,
  answer,
};

export const intents: CopiedAnswer<z.output<typeof intentInput>> = {
  type: "payment_intent",
  list: ({ customer, ...page }) => listed(page, { customer }),
  answer,
};

export const customers: CopiedAnswer<z.output<typeof customerInput>> = {
  type: "customer",
  list: ({ email, ...page }) => (email === undefined ? listed(page) : null),
  answer,
};

type SubscriptionStatus = NonNullable<z.output<typeof subscriptionInput>["status"]>;

/** Source: docs.stripe.com/api/subscriptions/list, read 2026-11. Without a status, cancelled ones are left out. */
const NOT_CANCELLED = [
  "active",
  "incomplete",
  "incomplete_expired",
  "past_due",
  "paused",
  "trialing",
  "unpaid",
];

function statusesOf(status: SubscriptionStatus | undefined): readonly string[] | undefined {
  if (status === "all") return undefined;
  if (status === "ended") return ["canceled", "incomplete_expired"];
  return status === undefined ? NOT_CANCELLED : [status];
}

export const subscriptions: CopiedAnswer<z.output<typeof subscriptionInput>> = {
  type: "subscription",
  list: ({ customer, price, status, ...page }) =>
    price === undefined ? listed(page, { customer, statuses: statusesOf(status) }) : null,
  answer,
};
