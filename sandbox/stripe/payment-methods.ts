import { completeAddress } from "./addresses.ts";
import { cardNameOf, cardNamed } from "./cards.ts";
import { StripeError, badParam, noSuch } from "./errors.ts";
import { record } from "./json.ts";
import { blank } from "./schema.ts";
import type { Scope } from "./scope.ts";
import type { JsonObject, PaymentMethod } from "./types.ts";
import { find, insert } from "./world.ts";

/** Billing details with every field present. */
export function billingDetails(given: JsonObject = {}): JsonObject {
  return {
    email: null,
    name: null,
    phone: null,
    tax_id: null,
    ...given,
    address: completeAddress(record(given["address"])),
  };
}

/** The `card` part of a payment method that stands for one test card. */
function cardFields(scope: Scope, name: string): JsonObject {
  const testCard = cardNamed(name);
  const year = new Date(scope.now() * 1000).getUTCFullYear();
  return {
    ...blank("PaymentMethod.Card"),
    brand: testCard.brand,
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: "pass" },
    country: "US",
    display_brand: testCard.brand === "amex" ? "american_express" : testCard.brand,
    exp_month: 12,
    exp_year: year + 3,
    fingerprint: `fp${testCard.number.slice(-12)}`,
    funding: testCard.funding,
    last4: testCard.number.slice(-4),
    networks: { available: [testCard.brand], preferred: null },
    three_d_secure_usage: { supported: true },
  };
}

/** Stores a new payment method for the named test card, of `customer` when one is given. */
export function createCardMethod(
  scope: Scope,
  name: string,
  details: { customer?: string | null; billing?: JsonObject; metadata?: JsonObject } = {},
): PaymentMethod {
  const method: PaymentMethod = {
    ...blank("PaymentMethod"),
    id: scope.world.ids.next("payment_method"),
    object: "payment_method",
    allow_redisplay: "unspecified",
    billing_details: billingDetails(details.billing),
    card: cardFields(scope, name),
    created: scope.now(),
    customer: details.customer ?? null,
    livemode: false,
    metadata: details.metadata ?? {},
    type: "card",
    sandbox_card: name,
  };
  return insert(scope.tenant, method);
}

/** A test card's name from a number. Anything but a listed test number is refused, so no real number is ever kept. */
export function cardNameFromNumber(number: string, param: string): string {
  const name = cardNameOf(number);
  if (name) return name;
  throw new StripeError(402, "Your card number is incorrect.", {
    type: "card_error",
    code: "incorrect_number",
    param,
  });
}

/**
 * The payment method that a request names: a stored one, or a fresh copy for `pm_card_…`.
 * Throws "No such PaymentMethod" blaming `param`.
 */
export function resolveMethod(
  scope: Scope,
  id: string,
  param: string | undefined,
  customer: string | null = null,
): PaymentMethod {
  const stored = find(scope.tenant, "payment_method", id);
  if (stored) return stored;
  const name = id.startsWith("pm_card_") ? cardNameOf(id) : null;
  if (!name) throw noSuch("payment_method", id, param);
  return createCardMethod(scope, name, { customer });
}

/** A legacy `card_…` object for a charge's `source`, e.g. from `tok_visa`. Throws "No such token". */
export function cardSource(scope: Scope, token: string): { name: string; source: JsonObject } {
  const name = token.startsWith("tok_") ? cardNameOf(token) : null;
  if (!name) throw badParam(`No such token: '${token}'`, "source", "resource_missing");
  const testCard = cardNamed(name);
  return {
    name,
    source: {
      ...blank("Card"),
      id: scope.world.ids.next("card"),
      object: "card",
      brand: testCard.brand === "visa" ? "Visa" : testCard.brand,
      country: "US",
      customer: null,
      cvc_check: "pass",
      exp_month: 12,
      exp_year: new Date(scope.now() * 1000).getUTCFullYear() + 3,
      fingerprint: `fp${testCard.number.slice(-12)}`,
      funding: testCard.funding,
      last4: testCard.number.slice(-4),
      metadata: {},
    },
  };
}
