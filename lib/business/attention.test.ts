import { describe, expect, it } from "vitest";

import type { Attention, AttentionGroup } from "../contracts/metrics";
import type { BusinessObject } from "../contracts/objects";
import { attentionLines } from "./attention";

const NOW = new Date("2026-11-30T12:00:00Z");
const object = (type: string, id: string, more: Partial<BusinessObject> = {}): BusinessObject => ({
  type,
  id,
  created: NOW,
  status: null,
  customer: null,
  currency: "usd",
  amount: 4500,
  parent: null,
  method: null,
  label: null,
  data: {},
  deleted: false,
  syncedAt: NOW,
  ...more,
});
/** Objects as a group. `count`: how many there are beside those that were read. */
function group(objects: readonly BusinessObject[], count = objects.length): AttentionGroup {
  const sums = new Map<string, number>();
  for (const { currency, amount } of objects)
    if (currency !== null) sums.set(currency, (sums.get(currency) ?? 0) + (amount ?? 0));
  return {
    count,
    objects,
    sums: [...sums].map(([currency, amount]) => ({ currency, amount })),
  };
}
const nothing: Attention = {
  failedPayments: group([]),
  since: "2026-11-24",
  disputes: group([]),
  pastDue: group([]),
  expiringCards: group([]),
  expiryMonth: "2026-12",
  fraudWarnings: group([]),
  reviews: group([]),
  failingAutomations: [],
  moreFailingAutomations: 0,
  isFailuresCapped: false,
  connections: [],
};
const names = { cus_1: "Emily Chen", cus_2: "Olivia Reyes", pi_9: "Liam O’Connell" };
const lines = (attention: Partial<Attention>, timeZone = "UTC", now = NOW) =>
  attentionLines({ ...nothing, ...attention }, { names, timeZone, now });
const due = (day: string) => ({ evidence_details: { due_by: Date.parse(day) / 1000 } });

describe("what needs attention", () => {
  it("is nothing at first", () => {
    expect(lines({})).toEqual([]);
  });

  it("names who failed to pay, with amounts in each currency for itself", () => {
    const [line] = lines({
      failedPayments: group([
        object("payment", "pi_1", { customer: "cus_1" }),
        object("payment", "pi_2", { customer: "cus_2", currency: "jpy", amount: 500 }),
        object("payment", "pi_3", { customer: "cus_1" }),
      ]),
    });
    expect(line).toMatchObject({
      title: "3 failed payments worth recovering",
      note: "$90.00 + ¥500 · Emily Chen, Olivia Reyes",
      href: "/payments?tab=failed&needs=recovery&from=2026-11-24",
    });
  });

  it("leads to the account that is shown, and to what belongs to no account as ever", () => {
    const shown = attentionLines(
      {
        ...nothing,
        failedPayments: group([object("payment", "pi_1"), object("payment", "pi_2")]),
        disputes: group([object("dispute", "dp_1")]),
        connections: [{ provider: "Slack", label: "Team", problem: "Reconnect it." }],
      },
      { names, timeZone: "UTC", now: NOW, account: "a2" },
    );
    expect(shown.map(({ href }) => href)).toEqual([
      "/settings/connections",
      "/disputes/dp_1?account=a2",
      "/payments?tab=failed&needs=recovery&from=2026-11-24&account=a2",
    ]);
  });

  it("leads to the payment if there is one alone", () => {
    const [line] = lines({ failedPayments: group([object("payment", "pi_1")]) });
    expect(line).toMatchObject({
      title: "1 failed payment worth recovering",
      note: "$45.00 · Guest",
      href: "/payments/pi_1",
    });
  });

  it.each([
    ["2026-12-04T12:00:00Z", "$45.00 · evidence due in 4 days, Dec 4, 2026"],
    ["2026-11-30T20:00:00Z", "$45.00 · evidence due today"],
    ["2026-11-02T12:00:00Z", "$45.00 · evidence was due Nov 2, 2026"],
  ])("says of a dispute with evidence due %s when that is", (day, note) => {
    const [line] = lines({
      disputes: group([object("dispute", "dp_1", { parent: "pi_9", data: due(day) })]),
    });
    expect(line).toMatchObject({
      title: "Dispute from Liam O’Connell",
      note,
      href: "/disputes/dp_1",
    });
  });

  it.each([
    // Sunday evening in New York: the evidence is due on Tuesday there, 26 hours later.
    ["America/New_York", "2026-11-30T02:00:00Z", "2026-12-01T06:00:00Z", "in 2 days, Dec 1, 2026"],
    ["Asia/Tokyo", "2026-11-30T02:00:00Z", "2026-11-30T16:00:00Z", "tomorrow, Dec 1, 2026"],
    ["Asia/Tokyo", "2026-11-30T02:00:00Z", "2026-11-30T14:00:00Z", "today"],
  ])("counts days in %s from %s until %s by its calendar", (zone, now, at, text) => {
    const disputes = group([object("dispute", "dp_1", { data: due(at) })]);
    const [line] = lines({ disputes }, zone, new Date(now));
    expect(line?.note).toBe(`$45.00 · evidence due ${text}`);
  });

  it("counts what was not read, too", () => {
    const some = ["1", "2", "3", "4"].map((id) => object("payment", `pi_${id}`));
    const many = { ...group(some, 1200), sums: [{ currency: "usd", amount: 540_000 }] };
    const shown = lines({
      failedPayments: many,
      disputes: many,
      failingAutomations: [{ id: "a1", name: "Text", failures: 1000, reason: null }],
      isFailuresCapped: true,
      moreFailingAutomations: 2,
    });
    expect(shown.map(({ title }) => title)).toEqual([
      "Dispute",
      "Dispute",
      "Dispute",
      "1,197 more disputes to respond to",
      "1,200 failed payments worth recovering",
      "“Text” failed at least 1,000 times",
      "2 more automations failed",
    ]);
    expect(shown[3]?.note).toBe("$5,265.00");
    expect(shown[4]?.note).toBe("$5,400.00 · Guest and others");
  });

  it("leads to the customers whose cards expire", () => {
    const expiringCards = group([
      object("payment_method", "pm_1"),
      object("payment_method", "pm_2"),
    ]);
    expect(lines({ expiringCards })[0]?.href).toBe("/customers?expires=2026-12");
  });

  it("puts more than three disputes together", () => {
    const disputes = ["1", "2", "3", "4", "5"].map((id) => object("dispute", `dp_${id}`));
    const shown = lines({ disputes: group(disputes) });
    expect(shown.map(({ title }) => title)).toEqual([
      "Dispute",
      "Dispute",
      "Dispute",
      "2 more disputes to respond to",
    ]);
    expect(shown.at(-1)?.note).toBe("$90.00");
  });

  it("begins with what is broken and ends with what comes", () => {
    const shown = lines({
      connections: [{ provider: "Slack", label: "Roasters", problem: "Connect it again." }],
      pastDue: group([object("subscription", "sub_1", { customer: "cus_1" })]),
      fraudWarnings: group([object("payment", "pi_9", { customer: "cus_1", amount: 14_500 })]),
      reviews: group([object("payment", "pi_8", { customer: "cus_2" })]),
      failingAutomations: [
        {
          id: "a1",
          name: "Text on failed payment",
          failures: 3,
          reason: "The number is not valid.",
        },
        { id: "a2", name: "Thank big spenders", failures: 1, reason: null },
      ],
      expiringCards: group([object("payment_method", "pm_1", { customer: "cus_2" })]),
    });
    expect(shown.map(({ title, href }) => [title, href])).toEqual([
      ["Slack needs review", "/settings/connections"],
      ["Fraud warning on a payment from Emily Chen", "/payments/pi_9"],
      ["1 payment waits for your review", "/payments/pi_8"],
      ["1 subscription is past due", "/subscriptions?tab=past_due"],
      ["“Text on failed payment” failed 3 times", "/automations/a1/runs"],
      ["“Thank big spenders” failed once", "/automations/a2/runs"],
      ["1 card expires in December", "/customers/cus_2"],
    ]);
  });

  it("says what to do about a fraud warning and a review", () => {
    const shown = lines({
      fraudWarnings: group([object("payment", "pi_9", { customer: "cus_1", amount: 14_500 })]),
      reviews: group([object("payment", "pi_8"), object("payment", "pi_7", { customer: "cus_2" })]),
    });
    expect(shown.map(({ note }) => note)).toEqual([
      "$145.00 · refund it to avoid a dispute",
      "$90.00 · approve or refund them · Guest, Olivia Reyes",
    ]);
    expect(shown[1]?.href).toBe("/payments?needs=review");
  });

  it("counts the fraud warnings beyond the first three", () => {
    const fraudWarnings = ["1", "2", "3", "4"].map((id) => object("payment", `pi_${id}`));
    expect(lines({ fraudWarnings: group(fraudWarnings) }).at(-1)).toMatchObject({
      title: "1 more fraud warning",
      note: "$45.00 · Guest",
      href: "/payments/pi_4",
    });
  });
});
