import { describe, expect, it } from "vitest";

import type { Attention } from "../contracts/metrics";
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
const nothing: Attention = {
  failedPayments: [],
  disputes: [],
  pastDue: [],
  expiringCards: [],
  expiryMonth: "2026-12",
  fraudWarnings: [],
  reviews: [],
  failingAutomations: [],
  connections: [],
};
const names = { cus_1: "Emily Chen", cus_2: "Olivia Reyes", pi_9: "Liam O’Connell" };
const lines = (attention: Partial<Attention>) =>
  attentionLines({ ...nothing, ...attention }, { names, timeZone: "UTC", now: NOW });
const due = (day: string) => ({ evidence_details: { due_by: Date.parse(day) / 1000 } });

describe("what needs attention", () => {
  it("is nothing at first", () => {
    expect(lines({})).toEqual([]);
  });

  it("names who failed to pay, with amounts in each currency for itself", () => {
    const [line] = lines({
      failedPayments: [
        object("payment", "pi_1", { customer: "cus_1" }),
        object("payment", "pi_2", { customer: "cus_2", currency: "jpy", amount: 500 }),
        object("payment", "pi_3", { customer: "cus_1" }),
      ],
    });
    expect(line).toMatchObject({
      title: "3 failed payments worth recovering",
      note: "$90.00 + ¥500 · Emily Chen, Olivia Reyes",
      href: "/payments?tab=failed",
    });
  });

  it("leads to the account that is shown, and to what belongs to no account as ever", () => {
    const shown = attentionLines(
      {
        ...nothing,
        failedPayments: [object("payment", "pi_1"), object("payment", "pi_2")],
        disputes: [object("dispute", "dp_1")],
        connections: [{ provider: "Slack", label: "Team", problem: "Reconnect it." }],
      },
      { names, timeZone: "UTC", now: NOW, account: "a2" },
    );
    expect(shown.map(({ href }) => href)).toEqual([
      "/settings/connections",
      "/disputes/dp_1?account=a2",
      "/payments?tab=failed&account=a2",
    ]);
  });

  it("leads to the payment if there is one alone", () => {
    const [line] = lines({ failedPayments: [object("payment", "pi_1")] });
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
      disputes: [object("dispute", "dp_1", { parent: "pi_9", data: due(day) })],
    });
    expect(line).toMatchObject({
      title: "Dispute from Liam O’Connell",
      note,
      href: "/disputes/dp_1",
    });
  });

  it("puts more than three disputes together", () => {
    const disputes = ["1", "2", "3", "4", "5"].map((id) => object("dispute", `dp_${id}`));
    const shown = lines({ disputes });
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
      pastDue: [object("subscription", "sub_1", { customer: "cus_1" })],
      fraudWarnings: [object("payment", "pi_9", { customer: "cus_1", amount: 14_500 })],
      reviews: [object("payment", "pi_8", { customer: "cus_2" })],
      failingAutomations: [
        {
          id: "a1",
          name: "Text on failed payment",
          failures: 3,
          reason: "The number is not valid.",
        },
        { id: "a2", name: "Thank big spenders", failures: 1, reason: null },
      ],
      expiringCards: [object("payment_method", "pm_1", { customer: "cus_2" })],
    });
    expect(shown.map(({ title, href }) => [title, href])).toEqual([
      ["Slack needs to be looked at", "/settings/connections"],
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
      fraudWarnings: [object("payment", "pi_9", { customer: "cus_1", amount: 14_500 })],
      reviews: [object("payment", "pi_8"), object("payment", "pi_7", { customer: "cus_2" })],
    });
    expect(shown.map(({ note }) => note)).toEqual([
      "$145.00 · refund it to avoid a dispute",
      "$90.00 · approve or refund them · Guest, Olivia Reyes",
    ]);
    expect(shown[1]?.href).toBe("/payments");
  });

  it("counts the fraud warnings beyond the first three", () => {
    const fraudWarnings = ["1", "2", "3", "4"].map((id) => object("payment", `pi_${id}`));
    expect(lines({ fraudWarnings }).at(-1)).toMatchObject({
      title: "1 more fraud warning",
      note: "$45.00 · Guest",
      href: "/payments/pi_4",
    });
  });
});
