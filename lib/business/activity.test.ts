import { expect, it } from "vitest";

import { activityLines, type ActivityEvent } from "./activity";

let seq = 100;
const event = (type: string, more: Partial<ActivityEvent> = {}): ActivityEvent => ({
  id: `evt_${--seq}`,
  seq,
  type,
  time: "2026-11-30T09:42:00.000Z",
  origin: "provider",
  connection: "first",
  data: {},
  ...more,
});
const paid = (intent: string, more: Partial<ActivityEvent> = {}) =>
  event("stripe.payment.received", {
    data: { id: "ch_1", payment_intent: intent, amount: 7500, currency: "usd", customer: "cus_1" },
    ...more,
  });
const scope = {
  own: "first",
  accounts: new Set(["first", "second"]),
  linked: undefined,
  isKnown: (type: string) =>
    ["stripe.customer.created", "automation.run.failed", "automation.run.succeeded"].includes(type),
  personOf: ({ data }: ActivityEvent) =>
    data["customer"] === "cus_1" ? "Ada Whitfield" : undefined,
};
const textsOf = (events: readonly ActivityEvent[]) =>
  activityLines(events, scope).map(({ text }) => text);

it("makes one line of the events of a payment, which leads to its page", () => {
  const events = [
    event("stripe.charge.updated", { data: { id: "ch_1", payment_intent: "pi_1" } }),
    paid("pi_1"),
    event("stripe.payment_intent.created", { subject: "pi_1", data: { id: "pi_1" } }),
  ];
  expect(activityLines(events, { ...scope, linked: "second" })).toEqual([
    {
      key: events[0]?.id,
      text: "Payment of $75.00 from Ada Whitfield succeeded",
      href: "/payments/pi_1?account=second",
      atMs: Date.UTC(2026, 10, 30, 9, 42),
      person: "Ada Whitfield",
      isAutomation: false,
    },
  ]);
});

it("leaves out clicks, other accounts, events without a title, and runs that succeeded", () => {
  const failed = event("automation.run.failed", {
    origin: "automation",
    connection: undefined,
    line: "Run failed · Onboarding",
  });
  const created = event("stripe.customer.created", { line: "Customer created · Grace Okafor" });
  expect(
    textsOf([
      event("stripe.payment.selected", { origin: "ui", line: "Selected" }),
      paid("pi_2", { connection: "second" }),
      event("stripe.balance.available", { line: "Balance available" }),
      event("automation.run.succeeded", { origin: "automation", line: "Run succeeded" }),
      failed,
      created,
    ]),
  ).toEqual(["Run failed · Onboarding", "Customer created · Grace Okafor"]);
  expect(activityLines([failed], scope)).toMatchObject([
    { href: `/events/${failed.seq}`, isAutomation: true, person: null },
  ]);
});

it("shows the six latest", () => {
  expect(textsOf(Array.from({ length: 9 }, (_, at) => paid(`pi_${at}`)))).toHaveLength(6);
});
