import { StripeError } from "./errors.ts";
import { render } from "./render.ts";
import type { Scope } from "./scope.ts";
import type { PaymentIntent } from "./types.ts";
import { NEWEST } from "./versions.ts";

/** States from which an intent may be confirmed and its amount changed. */
export const CONFIRMABLE = new Set([
  "requires_payment_method",
  "requires_confirmation",
  "requires_action",
]);

/** A 400 that carries the whole intent, as Stripe sends for calls in the wrong state. */
export function intentError(
  scope: Scope,
  intent: PaymentIntent,
  message: string,
  fields: { code?: string; param?: string } = {},
): StripeError {
  const shown = render(scope.tenant, intent, NEWEST);
  return new StripeError(400, message, { ...fields, payment_intent: shown });
}

/** The code of a call in the wrong state. */
export const UNEXPECTED = { code: "payment_intent_unexpected_state" };
