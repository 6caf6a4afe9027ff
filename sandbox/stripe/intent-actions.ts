import { captureCharge, releaseCharge } from "./charges.ts";
import { badParam } from "./errors.ts";
import { CONFIRMABLE, UNEXPECTED, intentError } from "./intent-errors.ts";
import { numeric } from "./json.ts";
import { emit, need, type Scope } from "./scope.ts";
import type { PaymentIntent } from "./types.ts";
import { find } from "./world.ts";

const CANCELABLE =
  "requires_payment_method, requires_capture, requires_reauthorization, requires_confirmation, requires_action, expired, processing";

/** Captures an authorised intent, whole or in part; the rest is released. `given` is in minor units. */
export function captureIntent(scope: Scope, intent: PaymentIntent, given: number | null): void {
  const charge = intent.latest_charge
    ? find(scope.tenant, "charge", intent.latest_charge)
    : undefined;
  if (intent.status !== "requires_capture" || !charge)
    throw intentError(
      scope,
      intent,
      intent.status === "succeeded" && intent.capture_method === "manual"
        ? "The remaining amount on this PaymentIntent could not be captured because the remainder of the authorized amount has been released."
        : `This PaymentIntent could not be captured because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be captured: requires_capture.`,
      UNEXPECTED,
    );
  const amount = numeric(given ?? undefined) ?? intent.amount_capturable;
  if (amount < 0)
    throw intentError(scope, intent, "Invalid non-negative integer", {
      param: "amount_to_capture",
    });
  if (amount === 0)
    throw intentError(scope, intent, "This value must be greater than or equal to 1.", {
      code: "parameter_invalid_integer",
      param: "amount",
    });
  if (amount > intent.amount_capturable)
    throw intentError(
      scope,
      intent,
      "The payment could not be captured because the requested capture amount is greater than the amount you can capture for this charge. Contact us via https://support.stripe.com/contact/ for help.",
      { code: "amount_too_large" },
    );
  captureCharge(scope, charge, amount);
  intent.status = "succeeded";
  intent.amount_received = amount;
  intent.amount_capturable = 0;
  emit(scope, "payment_intent.succeeded", intent);
}

/** Cancels an intent that has not been paid; an authorisation is released. */
export function cancelIntent(scope: Scope, intent: PaymentIntent, reason: string | null): void {
  if (intent.status === "succeeded" || intent.status === "canceled")
    throw intentError(
      scope,
      intent,
      `You cannot cancel this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be canceled: ${CANCELABLE}.`,
      UNEXPECTED,
    );
  const charge =
    intent.status === "requires_capture"
      ? find(scope.tenant, "charge", intent.latest_charge ?? "")
      : undefined;
  if (charge) releaseCharge(scope, charge, reason === "automatic");
  intent.status = "canceled";
  intent.amount_capturable = 0;
  intent["canceled_at"] = scope.now();
  intent["cancellation_reason"] = reason;
  intent["next_action"] = null;
  emit(scope, "payment_intent.canceled", intent);
}

/** The customer of a payment, checked. Throws 400 "No such customer" blaming `customer`. */
export function customerId(scope: Scope, given: string | null): string | null {
  return given === null ? null : need(scope, "customer", given, "customer").id;
}

/** Throws when `amount` may no longer change. */
export function checkAmountChangeable(scope: Scope, intent: PaymentIntent): void {
  if (CONFIRMABLE.has(intent.status)) return;
  if (intent.status === "requires_capture") throw badParam("This amount can no longer change.");
  throw intentError(
    scope,
    intent,
    `This PaymentIntent's amount could not be updated because it has a status of ${intent.status}. You may only update the amount of a PaymentIntent with one of the following statuses: requires_payment_method, requires_confirmation, requires_action.`,
    { ...UNEXPECTED, param: "amount" },
  );
}
