import { cardNamed, declineFor, needsAction, type Decline } from "./cards.ts";
import { cardError, createCharge } from "./charges.ts";
import { StripeError, badParam } from "./errors.ts";
import { CONFIRMABLE, UNEXPECTED, intentError } from "./intent-errors.ts";
import { record, text } from "./json.ts";
import { resolveMethod } from "./payment-methods.ts";
import { render } from "./render.ts";
import { blank } from "./schema.ts";
import { emit, type Scope } from "./scope.ts";
import { settleInvoice } from "./settlement.ts";
import type { Charge, JsonObject, PaymentIntent, PaymentMethod } from "./types.ts";
import { NEWEST } from "./versions.ts";
import { find, insert } from "./world.ts";

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
          url: `${scope.world.url}/3ds/${intent.id}`,
        },
        type: "redirect_to_url",
      }
    : {
        type: "use_stripe_sdk",
        use_stripe_sdk: { type: "three_d_secure_redirect", stripe_js: "" },
      };
  emit(scope, "payment_intent.requires_action", intent);
}

const NOT_AUTHENTICATED: Decline = {
  code: "payment_intent_authentication_failure",
  message:
    "We are unable to authenticate your payment method. Please choose a different payment method and try again.",
};

/**
 * What follows when the buyer has authenticated or failed to: the charge, its decline, or no charge at all.
 * A refusal is recorded on the intent and not thrown. Throws 400 unless the intent waits for it.
 */
export function finishAuthentication(scope: Scope, intent: PaymentIntent, passed: boolean): void {
  const method = find(scope.tenant, "payment_method", intent.payment_method ?? "");
  if (intent.status !== "requires_action" || !method)
    throw badParam(`${intent.id} does not wait for an authentication.`);
  try {
    if (passed) attempt(scope, intent, method, cardNamed(method.sandbox_card).decline ?? null);
    else refuse(scope, intent, method, NOT_AUTHENTICATED, null);
  } catch (error) {
    if (!(error instanceof StripeError) || error.status !== 402) throw error;
  }
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
    methodType: method.type,
    details: record(method[method.type]),
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
  settleInvoice(scope, intent);
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
