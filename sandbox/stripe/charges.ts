import { cardNamed, type Decline } from "./cards.ts";
import { openDispute } from "./disputes.ts";
import { StripeError } from "./errors.ts";
import { record, text, written } from "./json.ts";
import { balanceOf, writeLedger } from "./ledger.ts";
import { cardFee } from "./money.ts";
import { billingDetails } from "./payment-methods.ts";
import { blank } from "./schema.ts";
import { emit, type Scope } from "./scope.ts";
import type { Charge, JsonObject, PaymentIntent } from "./types.ts";
import { accountOf, insert } from "./world.ts";

const WEEK = 7 * 86_400;

export type ChargeInput = {
  amount: number;
  currency: string;
  /** Name of the test card. */
  card: string;
  /** Id of the payment method or card that pays. */
  method: string;
  /** The kind of that payment method; `card` when absent. */
  methodType?: string;
  /** The fields of its kind of that payment method, or of a legacy card. */
  details: JsonObject;
  billing?: JsonObject;
  customer: string | null;
  description: string | null;
  metadata: JsonObject;
  capture: boolean;
  decline: Decline | null;
  intent?: PaymentIntent;
  source?: JsonObject;
  receiptEmail?: string | null;
  statementDescriptor?: string | null;
};

/** Runs one attempt to charge a card, stores it and emits `charge.succeeded` or `charge.failed`. */
export function createCharge(scope: Scope, input: ChargeInput): Charge {
  const { decline } = input;
  const ok = decline === null;
  const id = scope.world.ids.next("charge");
  const charge: Charge = {
    ...blank("Charge"),
    id,
    object: "charge",
    amount: input.amount,
    amount_captured: 0,
    amount_refunded: 0,
    balance_transaction: null,
    billing_details: billingDetails(input.billing),
    calculated_statement_descriptor: "SANDBOX",
    captured: false,
    created: scope.now(),
    currency: input.currency,
    customer: input.customer,
    description: input.description,
    disputed: false,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: input.metadata,
    outcome: outcome(input.card, decline),
    paid: ok,
    payment_intent: input.intent?.id ?? null,
    payment_method: input.method,
    payment_method_details: methodDetails(scope, input),
    radar_options: {},
    receipt_email: input.receiptEmail ?? null,
    receipt_url: ok ? `${scope.world.url}/receipts/${id}` : null,
    refunded: false,
    source: input.source ?? null,
    statement_descriptor: input.statementDescriptor ?? null,
    status: ok ? "succeeded" : "failed",
    sandbox_card: input.card,
  };
  insert(scope.tenant, charge);
  if (ok && input.capture) settle(scope, charge, input.amount);
  else if (!ok) charge.captured = false;
  emit(scope, ok ? "charge.succeeded" : "charge.failed", charge);
  if (ok && input.capture) afterCapture(scope, charge);
  return charge;
}

/** Captures an authorised charge; emits `charge.captured` and opens the dispute of a dispute card. */
export function captureCharge(scope: Scope, charge: Charge, amount: number): void {
  settle(scope, charge, amount);
  charge.amount_refunded = charge.amount - amount; // Stripe gives the rest back as a refund
  emit(scope, "charge.captured", charge);
  afterCapture(scope, charge);
}

/** Ends an authorisation of which nothing was captured, as asked or because its time is over. */
export function releaseCharge(scope: Scope, charge: Charge, expired: boolean): void {
  charge.amount_refunded = charge.amount;
  charge.refunded = true;
  if (expired) emit(scope, "charge.expired", charge);
  else emit(scope, "charge.refunded", charge, { amount_refunded: 0, refunded: false });
}

function settle(scope: Scope, charge: Charge, amount: number): void {
  charge.captured = true;
  charge.amount_captured = amount;
  const entry = writeLedger(scope, {
    type: "charge",
    reportingCategory: "charge",
    amount,
    fee: cardFee(amount, charge.currency),
    currency: charge.currency,
    source: charge.id,
    description: charge.description,
    availableAtOnce: cardNamed(charge.sandbox_card).availableAtOnce === true,
  });
  charge.balance_transaction = entry.id;
}

/** What some test cards bring about: a dispute, or funds that are available at once. */
function afterCapture(scope: Scope, charge: Charge): void {
  const { dispute, availableAtOnce } = cardNamed(charge.sandbox_card);
  if (availableAtOnce) {
    const currency = text(accountOf(scope.tenant)["default_currency"]) ?? charge.currency;
    emit(scope, "balance.available", balanceOf(scope.tenant, currency, scope.now()));
  }
  if (dispute) openDispute(scope, charge, dispute.reason, dispute.inquiry);
}

function outcome(cardName: string, decline: Decline | null): JsonObject {
  const base = {
    advice_code: decline?.adviceCode ?? null,
    network_advice_code: null,
    network_decline_code: decline?.networkCode ?? null,
    risk_level: "normal",
    risk_score: 12,
  };
  if (!decline)
    return {
      ...base,
      network_status: "approved_by_network",
      reason: null,
      seller_message: "Payment complete.",
      type: "authorized",
    };
  const blocked = cardNamed(cardName).blocked === true;
  return {
    ...base,
    network_status: blocked ? "not_sent_to_network" : "declined_by_network",
    reason: blocked ? "highest_risk_level" : (decline.declineCode ?? decline.code),
    risk_level: blocked ? "highest" : "normal",
    seller_message: blocked
      ? "Stripe blocked this payment as too risky."
      : "The bank did not return any further details with this decline.",
    type: blocked ? "blocked" : "issuer_declined",
  };
}

/** The definitions of payment methods other than cards, which only the seed has. */
const OTHER_METHODS: Record<string, string> = {
  link: "Charge.PaymentMethodDetails.Link",
  sepa_debit: "Charge.PaymentMethodDetails.SepaDebit",
  us_bank_account: "Charge.PaymentMethodDetails.UsBankAccount",
};

function methodDetails(scope: Scope, input: ChargeInput): JsonObject {
  const type = input.methodType ?? "card";
  const other = OTHER_METHODS[type];
  if (other === undefined) return { card: cardDetails(scope, input), type: "card" };
  const fields: JsonObject = { ...blank(other) };
  for (const key of Object.keys(fields)) fields[key] = input.details[key] ?? null;
  return { [type]: fields, type };
}

function cardDetails(scope: Scope, input: ChargeInput): JsonObject {
  const { details } = input;
  return {
    ...blank("Charge.PaymentMethodDetails.Card"),
    amount_authorized: input.decline ? null : input.amount,
    brand: written(details["brand"] ?? "visa").toLowerCase(),
    ...(input.capture ? {} : { capture_before: scope.now() + WEEK }),
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: "pass" },
    country: details["country"] ?? "US",
    exp_month: details["exp_month"] ?? 12,
    exp_year: details["exp_year"] ?? 2030,
    fingerprint: written(details["fingerprint"] ?? ""),
    funding: details["funding"] ?? "credit",
    last4: details["last4"] ?? "4242",
    wallet: details["wallet"] ?? null,
    network:
      record(details["networks"])["preferred"] ?? written(details["brand"] ?? "visa").toLowerCase(),
  };
}

/** The 402 for a decline. `extra` carries the ids and objects that the caller adds. */
export function cardError(
  decline: Decline,
  extra: { charge?: string; payment_intent?: JsonObject; payment_method?: JsonObject } = {},
): StripeError {
  return new StripeError(402, decline.message, {
    type: "card_error",
    code: decline.code,
    param: "",
    ...(decline.declineCode ? { decline_code: decline.declineCode } : {}),
    ...(decline.adviceCode ? { advice_code: decline.adviceCode } : {}),
    ...(decline.networkCode ? { network_decline_code: decline.networkCode } : {}),
    ...extra,
  });
}
