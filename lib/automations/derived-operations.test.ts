import { describe, expect, it } from "vitest";

import { listProviders } from "../providers/registry";
import { createCatalogue } from "./catalogue";
import { checkAutomation } from "./check";
import { parseAutomation } from "./schema";
import { stepKinds } from "./steps/parse";

const catalogue = createCatalogue(listProviders(), {});

function problemsOf(step: object): readonly string[] {
  const on = { manual: true };
  const parsed = parseAutomation({ schema: 1, name: "x", on, steps: [{ id: "a", ...step }] });
  if (!parsed.ok) return parsed.issues.map(({ message }) => message);
  return checkAutomation(parsed.definition, catalogue).map(({ message }) => message);
}

function planned(use: string, fields: object) {
  const [kind] = stepKinds.filter(({ kind: name }) => name === "use");
  const frame = { scope: {}, catalogue, nowMs: 0, resumed: false };
  return kind?.plan({ id: "a", use, with: fields }, frame).action;
}

describe("an operation that Stripe's SDK describes", () => {
  it("has fields with labels, and one entry for as long as it is kept", () => {
    const entry = catalogue.operations.get("stripe.coupons.create");
    expect(entry).toMatchObject({ title: "Create a coupon", effect: "write", provider: "stripe" });
    expect(entry?.fields[0]).toMatchObject({ name: "name", title: "Name", type: "text" });
    const months = entry?.fields.find(({ name }) => name === "duration_in_months");
    expect(months).toMatchObject({ type: "number", required: false });
    expect(months?.description).toMatch(/number of months/);
    const amount = entry?.fields.find(({ name }) => name === "amount_off");
    expect(amount).toMatchObject({ isMoney: true, isMain: true, type: "number" });
    expect(entry?.fields.find(({ name }) => name === "metadata")).toMatchObject({ isMain: false });
    const duration = entry?.fields.find(({ name }) => name === "duration");
    expect(duration?.options).toEqual(["forever", "once", "repeating"]);
    expect(entry?.outputs).toContain("percent_off");
    expect(catalogue.operations.get("stripe.coupons.create")).toBe(entry);
  });

  it("can be a step, with the second version of the API too", () => {
    expect(problemsOf({ use: "stripe.coupons.create", with: { percent_off: 5 } })).toEqual([]);
    const account = { use: "stripe.v2.core.accounts.get", with: { id: "acct_1" } };
    expect(problemsOf(account)).toEqual([]);
    expect(problemsOf({ use: "stripe.coupons.creat" })).toEqual([
      'Unknown operation "stripe.coupons.creat". Did you mean "stripe.coupons.create"?',
    ]);
    expect(problemsOf({ use: "stripe.tokens.create" })).toHaveLength(1);
    expect(problemsOf({ use: "stripe.objects.list", with: { type: "customer" } })).toHaveLength(1);
  });

  it("asks a person for inputs that cannot be taken back", () => {
    const intent = { amount: 100, currency: "usd" };
    const create = "stripe.payment_intents.create";
    expect(planned(create, intent)).toMatchObject({ approvalPolicy: "never" });
    expect(planned(create, { ...intent, confirm: true })).not.toMatchObject({
      approvalPolicy: "never",
    });
    expect(planned("stripe.coupons.delete", { id: "c" })).toMatchObject({
      approvalPolicy: "always",
    });
  });

  it("says what replaces a removed field", () => {
    expect(planned("stripe.customers.create", { name: "Ada", coupon: "c" })).toMatchObject({
      kind: "fail",
      error: expect.stringContaining("Stripe removed “coupon”"),
    });
  });
});
