import { cardNamed, declineFor, needsAction, type Decline } from "./cards.ts";
import { captureCharge, cardError, createCharge } from "./charges.ts";
import { StripeError, badParam } from "./errors.ts";
import { numeric, record, text } from "./json.ts";
import { resolveMethod } from "./payment-methods.ts";
import { render } from "./render.ts";
import { blank } from "./schema.ts";
import { emit, need, type Scope } from "./scope.ts";
import type { Charge, JsonObject, PaymentIntent, PaymentMethod } from "./types.ts";
import { NEWEST } from "./versions.ts";
import { find, insert } from "./world.ts";

const CONFIRMABLE = new Set([
  "requires_payment_method",
  "requires_confirmation",
  "requires_action",
]);
const CANCELABLE =
  "requires_payment_method, requires_capture, requires_reauthorization, requires_confirmation, requires_action, expired, processing";

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

const UNEXPECTED = { code: "payment_intent_unexpected_state" };

export type IntentInput = {
  amount: number;
  currency: string;
  customer: string | null;
  description: string | null;
  metadata: JsonObject;
  captureMethod: string;
  extra?: JsonObject;
};

/** Stores a new intent in `requires_payment_method` and emits payment_intent.created. */
export function createIntent(scope: Scope, input: IntentInput): PaymentIntent {
  const id = scope.world.ids.next("payment_intent");
  const intent: PaymentIntent = {
    ...blank("PaymentIntent"),
    id,
    object: "payment_intent",
    amount: input.amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    automatic_payment_methods: { allow_redirects: "always", enabled: true },
    capture_method: input.captureMethod,
    client_secret: `${id}_secret_${scope.world.ids.chars(25)}`,
    confirmation_method: "automatic",
    created: scope.now(),
    currency: input.currency,
    customer: input.customer,
    description: input.description,
    latest_charge: null,
    livemode: false,
    metadata: input.metadata,
    payment_method: null,
    payment_method_options: {
      card: {
        ...blank("PaymentIntent.PaymentMethodOptions.Card"),
        request_three_d_secure: "automatic",
      },
    },
    payment_method_types: ["card"],
    status: "requires_payment_method",
    ...input.extra,
  };
  insert(scope.tenant, intent);
  emit(scope, "payment_intent.created", intent);
  return intent;
}

export type ConfirmInput = {
  method: string | null;
  offSession: boolean;
  returnUrl: string | null;
};

/**
 * Confirms an intent: charges, asks for authentication, or declines.
 * Throws the 402 of a decline after recording it, and 400 `payment_intent_unexpected_state`.
 */
export function confirmIntent(scope: Scope, intent: PaymentIntent, input: ConfirmInput): void {
  if (!CONFIRMABLE.has(intent.status))
    throw intentError(
      scope,
      intent,
      `You cannot confirm this PaymentIntent because it has already ${intent.status === "canceled" ? "been canceled" : "succeeded after being previously confirmed"}.`,
      UNEXPECTED,
    );
  const method = methodFor(scope, intent, input.method);
  intent.payment_method = method.id;
  const testCard = cardNamed(method.sandbox_card);
  if (needsAction(testCard, input.offSession)) {
    askForAction(scope, intent, input.returnUrl);
    return;
  }
  attempt(scope, intent, method, declineFor(testCard, input.offSession));
}

function methodFor(scope: Scope, intent: PaymentIntent, given: string | null): PaymentMethod {
  const customer = intent.customer ? find(scope.tenant, "customer", intent.customer) : undefined;
  const id =
    given ?? intent.payment_method ?? customer?.invoice_settings.default_payment_method ?? null;
  if (id === null)
    throw intentError(
      scope,
      intent,
      intent.customer
        ? `You cannot confirm this PaymentIntent because it's missing a payment method. To confirm the PaymentIntent with ${intent.customer}, specify a payment method attached to this customer along with the customer ID.`
        : "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.",
      UNEXPECTED,
    );
  const method = resolveMethod(scope, id, "payment_method");
  checkOwner(scope, intent, method);
  return method;
}

/** Throws 400 unless the method is nobody's or belongs to the intent's own customer. */
export function checkOwner(scope: Scope, intent: PaymentIntent, method: PaymentMethod): void {
  if (method.customer === null || method.customer === intent.customer) return;
  if (intent.customer === null)
    throw intentError(
      scope,
      intent,
      `The \`payment_method\` parameter supplied ${method.id} belongs to the Customer ${method.customer}. Please include the Customer in the \`customer\` parameter on the PaymentIntent.`,
      { code: "parameter_missing", param: "source" },
    );
  throw intentError(
    scope,
    intent,
    `The PaymentMethod ${method.id} does not belong to the Customer you supplied ${intent.customer}. Please use this PaymentMethod with the Customer that it belongs to instead.`,
    { param: "payment_method" },
  );
}

function askForAction(scope: Scope, intent: PaymentIntent, returnUrl: string | null): void {
  intent.status = "requires_action";
  intent["next_action"] = returnUrl
    ? {
        redirect_to_url: {
          return_url: returnUrl,
          url: `https://sandbox.invalid/3ds/${intent.id}`,
        },
        type: "redirect_to_url",
      }
    : {
        type: "use_stripe_sdk",
        use_stripe_sdk: { type: "three_d_secure_redirect", stripe_js: "" },
      };
  emit(scope, "payment_intent.requires_action", intent);
}

function attempt(
  scope: Scope,
  intent: PaymentIntent,
  method: PaymentMethod,
  decline: Decline | null,
): void {
  if (decline?.code === "authentication_required") {
    refuse(scope, intent, method, decline, null);
    return;
  }
  const manual = intent.capture_method === "manual";
  const charge = createCharge(scope, {
    amount: intent.amount,
    currency: intent.currency,
    card: method.sandbox_card,
    method: method.id,
    details: method.card,
    billing: method.billing_details,
    customer: intent.customer,
    description: intent.description,
    metadata: { ...record(intent["metadata"]) },
    capture: !manual,
    decline,
    intent,
    receiptEmail: text(intent["receipt_email"]),
    statementDescriptor: text(intent["statement_descriptor"]),
  });
  intent.latest_charge = charge.id;
  intent["next_action"] = null;
  if (decline) refuse(scope, intent, method, decline, charge);
  else succeed(scope, intent, method, manual);
}

function succeed(
  scope: Scope,
  intent: PaymentIntent,
  method: PaymentMethod,
  manual: boolean,
): void {
  intent["last_payment_error"] = null;
  if (intent["setup_future_usage"] && intent.customer) method.customer = intent.customer;
  if (manual) {
    intent.status = "requires_capture";
    intent.amount_capturable = intent.amount;
    scope.world.jobs.push({
      at: scope.now() + 7 * 86_400,
      kind: "intent.expired",
      account: scope.tenant.id,
      id: intent.id,
    });
    emit(scope, "payment_intent.amount_capturable_updated", intent);
    return;
  }
  intent.status = "succeeded";
  intent.amount_received = intent.amount;
  emit(scope, "payment_intent.succeeded", intent);
}

function refuse(
  scope: Scope,
  intent: PaymentIntent,
  method: PaymentMethod,
  decline: Decline,
  charge: Charge | null,
): never {
  const shownMethod = render(scope.tenant, method, NEWEST);
  intent.status = "requires_payment_method";
  intent.payment_method = null;
  intent["next_action"] = null;
  intent["last_payment_error"] = {
    ...(decline.adviceCode ? { advice_code: decline.adviceCode } : {}),
    ...(charge ? { charge: charge.id } : {}),
    code: decline.code,
    ...(decline.declineCode ? { decline_code: decline.declineCode } : {}),
    doc_url: `https://stripe.com/docs/error-codes/${decline.code.replaceAll("_", "-")}`,
    message: decline.message,
    ...(decline.networkCode ? { network_decline_code: decline.networkCode } : {}),
    payment_method: shownMethod,
    type: "card_error",
  };
  emit(scope, "payment_intent.payment_failed", intent);
  throw cardError(decline, {
    ...(charge ? { charge: charge.id } : {}),
    payment_intent: render(scope.tenant, intent, NEWEST),
    payment_method: shownMethod,
  });
}

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
