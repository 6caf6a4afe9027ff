import { describe, expect, it } from "vitest";

import { fixtureCatalogue as catalogue } from "./fixtures/catalogue";
import { decide, event, NOW, problems, read, withSteps } from "./fixtures/onboarding";
import { sentenceOf } from "./sentence";
import { simulate } from "./simulate";

const refund = { id: "back", use: "stripe.refunds.create", with: { charge: "ch_1", amount: 700 } };
const limited = (money: unknown, step: object = refund) => ({
  ...withSteps(step),
  limits: { money },
});
const USD = { currency: "usd", each: 5000, perDay: 20_000 };

describe("limits in money", () => {
  it.each([
    ["an empty list", [], "limits.money"],
    ["a day that is less than one step", [{ ...USD, each: 20_001 }], "limits.money[0].each"],
    ["a currency in capitals", [{ ...USD, currency: "USD" }], "limits.money[0].currency"],
    ["part of a minor unit", [{ ...USD, each: 0.5 }], "limits.money[0].each"],
    ["a limit of nothing", [{ ...USD, each: 0 }], "limits.money[0].each"],
    ["a currency twice", [USD, { ...USD, each: 1 }], "limits.money"],
    ["a word that is none", [{ ...USD, perWeek: 1 }], "limits.money[0]"],
  ])("refuse %s", (_what, money, path) => {
    expect(problems(limited(money))).toEqual([expect.stringContaining(path) as string]);
  });

  it("leave the asking to the moment when the amount is known", () => {
    expect(decide(withSteps(refund))).toMatchObject({ action: { approvalPolicy: "above-limit" } });
    expect(decide(limited([USD]))).toMatchObject({ action: { approvalPolicy: "above-limit" } });
    expect(decide(limited([USD], { ...refund, approval: "required" }))).toMatchObject({
      action: { approvalPolicy: "always" },
    });
    const post = { id: "t", use: "chat.messages.post", with: { channel: "#a", text: "b" } };
    expect(decide(withSteps(post))).toMatchObject({ action: { approvalPolicy: "never" } });
  });

  it("are said when an automation is read back, and the question when it is tried", () => {
    expect(sentenceOf(read(limited([USD, { ...USD, currency: "jpy" }])), catalogue)).toMatch(
      /Auto-approval limit, if an owner allows it: up to \$50\.00 at a time and \$200\.00 in 24 hours, up to ¥5,000 at a time and ¥20,000 in 24 hours\.$/,
    );
    const said = ({ steps }: ReturnType<typeof simulate>) =>
      steps.map(({ does, what }) => `${does}: ${what}`);
    expect(said(simulate(read(withSteps(refund)), event, { catalogue, nowMs: NOW }))).toEqual([
      "approve: Move this amount (unless within the auto-approval limit)",
      "call: stripe.refunds.create",
    ]);
    const always = withSteps({ ...refund, approval: "required" });
    expect(said(simulate(read(always), event, { catalogue, nowMs: NOW }))[0]).toBe(
      "approve: Send this request",
    );
  });
});
