import { describe, expect, it } from "vitest";

import { listProviders } from "../../../providers/registry";
import { createCatalogue } from "../../catalogue";
import { OWN_EVENTS } from "../../events";
import { parseAutomation } from "../../schema";
import { simulate } from "../../simulate";

const catalogue = createCatalogue(listProviders(), OWN_EVENTS);

function plan(use: string, fields: Record<string, unknown>, data: Record<string, unknown>) {
  const steps = [{ id: "a", use, with: fields }];
  const on = { event: "stripe.payment.received" };
  const parsed = parseAutomation({ schema: 1, name: "Try", on, steps });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  const event = {
    id: "evt_1",
    type: "stripe.payment.received",
    source: "stripe:test:acct_1",
    time: "2026-11-30T00:00:00Z",
    origin: "provider" as const,
    data,
  };
  return simulate(parsed.definition, event, { catalogue, nowMs: 0 }).steps.find(
    ({ does }) => does !== "approve",
  );
}

describe("a step that runs an operation", () => {
  it.each([
    ["jira.issues.create", { project: "ONB" }, "summary", 255],
    ["twilio.sms.send", { to: "+15005550101" }, "body", 1600],
    ["jira.issues.comment", { issue: "ONB-1" }, "text", 30_000],
  ])("%s cuts a text that came out too long, and says so", (use, rest, field, max) => {
    const planned = plan(
      use,
      { ...rest, [field]: "{{event.data.note}} {{event.data.note}}" },
      { note: "😀".repeat(8_000) },
    );
    expect(planned?.does).toBe("call");
    const text = String(Reflect.get(planned?.input ?? {}, field));
    expect(text.length).toBeLessThanOrEqual(max);
    expect(text.isWellFormed()).toBe(true);
    expect(text.endsWith("…")).toBe(true);
    expect(planned?.warnings).toEqual([`${field}: shortened from 32001 to ${max} characters`]);
  });

  it("leaves alone what fits, and never cuts an address or an id", () => {
    const short = plan(
      "jira.issues.create",
      { project: "ONB", summary: "{{event.data.note}}" },
      { note: "ok" },
    );
    expect(short?.warnings).toEqual([]);
    const id = plan(
      "jira.issues.comment",
      { issue: "{{event.data.note}}", text: "x" },
      { note: "A".repeat(99) },
    );
    expect(id?.does).toBe("fail");
  });

  it.each(["idr", "jpy", "huf", "cop"])(
    "refunds amounts of more than eight digits, as in %s",
    (currency) => {
      const planned = plan(
        "stripe.refunds.create",
        { charge: "ch_1", amount: "{{event.data.amount}}" },
        { amount: 250_000_000, currency },
      );
      expect(planned).toMatchObject({ does: "call", input: { amount: 250_000_000 } });
    },
  );
});
