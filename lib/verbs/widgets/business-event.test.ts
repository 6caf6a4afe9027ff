import { expect, it } from "vitest";

import { createCatalogue } from "@/lib/automations/catalogue";
import { OWN_EVENTS } from "@/lib/automations/events";
import { listProviders } from "@/lib/providers/registry";

import { isBusinessEvent } from "./business-event";

const catalogue = createCatalogue(listProviders(), OWN_EVENTS);

it.each([
  ["stripe.payment.received", "provider", true],
  ["stripe.payment.refunded", "provider", true],
  ["automation.run.failed", "automation", true],
  ["shop.order.paid", "api", true],
  ["stripe.payment.selected", "ui", false],
  ["shop.order.selected", "ui", false],
  ["stripe.payment_intent.succeeded", "provider", false],
  ["stripe.charge.updated", "provider", false],
] as const)("%s of origin %s: %s", (type, origin, expected) => {
  expect(isBusinessEvent({ type, origin }, catalogue)).toBe(expected);
});
