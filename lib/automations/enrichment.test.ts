import { describe, expect, it } from "vitest";

import { listProviders } from "../providers/registry";
import { createCatalogue } from "./catalogue";
import { absentEnrichments, refersTo } from "./enrichment";
import { OWN_EVENTS } from "./events";
import { parseAutomation } from "./schema";

const catalogue = createCatalogue(listProviders(), OWN_EVENTS);

function warnings(on: unknown, text: string) {
  const parsed = parseAutomation({
    schema: 1,
    name: "Try",
    on,
    steps: [{ id: "a", publish: "try.done", with: { text } }],
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return absentEnrichments(parsed.definition, catalogue);
}

describe("what is fetched beside an event", () => {
  it.each([
    ["stripe.payment.received", "{{customer.email}} {{charge.receipt_url}}"],
    ["stripe.charge.dispute.created", "{{customer.email}} {{charge.receipt_url}}"],
    ["stripe.refund.failed", "{{customer.email}}"],
    ["stripe.customer.created", "{{customer.phone}}"],
    ["stripe.payment.*", "{{customer.phone}}"],
    ["stripe.something.new", "{{customer.phone}}"],
    ["*", "{{customer.phone}}"],
    ["*.nothing", "{{customer.phone}}"],
    ["jira.issue.created", "the customer. {{event.data.key}}"],
  ])("may be there for %s: %s", (event, text) => {
    expect(warnings({ event }, text)).toEqual([]);
  });

  it.each([
    [{ event: "stripe.payout.paid" }, "{{customer.email}}"],
    [{ event: "stripe.customer.created" }, "{{invoice.number | default: 'none'}}"],
    [{ event: "jira.issue.created" }, "{{customer.email}}"],
    [{ schedule: "0 9 * * 1", timeZone: "UTC" }, "{{customer.email}}"],
    [{ manual: true }, "{{charge.receipt_url}}"],
  ])("is warned about where the trigger names no such thing: %j", (on, text) => {
    expect(warnings(on, text)).toEqual([expect.stringMatching(/has no (customer|invoice|charge)/)]);
  });
});

it.each([
  ["{{customer.email}}", true],
  ["{{ customer.email | lower }}", true],
  ["a.customer.email", false],
  ["mycustomer.email", false],
  ["customer", false],
  ["customer.", false],
  ["customers.email", false],
])("%s refers to the customer: %s", (text, refers) => {
  expect(refersTo({ steps: [{ with: { text } }] }, "customer")).toBe(refers);
});
