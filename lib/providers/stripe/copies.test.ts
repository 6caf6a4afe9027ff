import { describe, expect, it } from "vitest";

import { operations } from "./operations";

/** Returns the list of the copy that answers an operation's input, as a widget's definition writes it. */
function listOf(name: "charges.list" | "customers.list" | "subscriptions.list", input: object) {
  const { copy, input: schema } = operations[name];
  return copy?.list(schema.parse(input)) ?? null;
}

describe("a list from the copy", () => {
  it.each([
    [{ created: 1_790_000_000 }, 1_790_000_000, 1_790_000_001],
    [{ created: { gte: 1_790_000_000 } }, 1_790_000_000, undefined],
    [{ created: { gt: 1_790_000_000, lte: 1_790_000_009 } }, 1_790_000_001, 1_790_000_010],
    [{ created: { gt: 5, gte: 9, lt: 30, lte: 20 } }, 9, 21],
  ])("counts whole seconds: %j", (input, from, to) => {
    const list = listOf("charges.list", input);
    const seconds = (date: Date | undefined) => date && date.getTime() / 1000;
    expect([seconds(list?.from), seconds(list?.to)]).toEqual([from, to]);
  });

  it("is of a customer and of a payment", () => {
    expect(
      listOf("charges.list", { limit: 7, customer: "cus_1", payment_intent: "pi_1" }),
    ).toMatchObject({ limit: 7, customer: "cus_1", parent: "pi_1" });
  });

  it.each([
    ["charges.list", { expand: ["data.customer"] }],
    ["charges.list", { starting_after: "ch_1" }],
    ["charges.list", { ending_before: "ch_1" }],
    ["charges.list", { transfer_group: "group" }],
    ["customers.list", { email: "ada@example.com" }],
    ["subscriptions.list", { price: "price_1" }],
  ] as const)("cannot answer %s with %j", (name, input) => {
    expect(listOf(name, input)).toBeNull();
  });

  it.each([
    ["all", undefined],
    ["past_due", ["past_due"]],
    ["ended", ["canceled", "incomplete_expired"]],
  ])("takes the status %s of subscriptions as Stripe does", (status, statuses) => {
    expect(listOf("subscriptions.list", { status })?.statuses).toEqual(statuses);
  });

  it("leaves out cancelled subscriptions unless they are asked for", () => {
    expect(listOf("subscriptions.list", {})?.statuses).not.toContain("canceled");
    expect(listOf("subscriptions.list", {})?.statuses).toContain("past_due");
  });

  it("has the shape of Stripe's own list", () => {
    const { copy, output } = operations["charges.list"];
    const [{ body }] = operations["charges.list"].examples;
    const { data } = body as { data: Record<string, unknown>[] };
    const answer = copy?.answer(data, true);
    expect(output.safeParse(answer).success).toBe(true);
    expect(answer).toMatchObject({ object: "list", has_more: true });
  });
});
