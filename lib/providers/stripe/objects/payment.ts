import type { DerivedObject, DerivedType, ObjectData, ObjectPart } from "../../types";
import { paymentState } from "../payment-state";
import { idIn, integerIn, objectIn, textIn, timeIn } from "./read";

/** Statuses of disputes that have cost nothing, so that the payment counts as before. Source: docs.stripe.com/api/disputes/object, read 2026-11. */
const HARMLESS = new Set(["won", "warning_closed", "prevented"]);

const INTENT_STATES = new Map([
  ["processing", "pending"],
  ["canceled", "canceled"],
  ["succeeded", "succeeded"],
  ["requires_capture", "uncaptured"],
]);

const newestFirst = (parts: readonly ObjectPart[], type: string) =>
  parts
    .filter((part) => part.type === type)
    .map(({ data }) => data)
    .toSorted((a, b) => (integerIn(b, "created") ?? 0) - (integerIn(a, "created") ?? 0));

function statusOf(
  intent: ObjectData | undefined,
  charge: ObjectData | undefined,
  dispute: ObjectData | undefined,
): string {
  const isDisputed = dispute && !HARMLESS.has(textIn(dispute, "status") ?? "");
  if (charge && textIn(charge, "status") === "succeeded") {
    if (isDisputed) return "disputed";
    const state = paymentState({ ...charge, disputed: dispute ? false : charge["disputed"] });
    return state === "released" ? "canceled" : (state ?? "succeeded");
  }
  const known = INTENT_STATES.get(textIn(intent ?? {}, "status") ?? "");
  if (known) return known;
  if (charge) return textIn(charge, "status") ?? "failed";
  return textIn(objectIn(intent ?? {}, "last_payment_error"), "type") ? "failed" : "incomplete";
}

/** How it was paid: the type, and what a statement shows of it. */
function methodOf(charge: ObjectData | undefined, intent: ObjectData | undefined): ObjectData {
  const details = objectIn(charge ?? {}, "payment_method_details");
  const tried = objectIn(objectIn(intent ?? {}, "last_payment_error"), "payment_method");
  const from = textIn(details, "type") ? details : tried;
  const type = textIn(from, "type");
  if (type === null) return {};
  const kind = objectIn(from, type);
  return {
    type,
    brand: textIn(kind, "brand"),
    last4: textIn(kind, "last4"),
    expMonth: integerIn(kind, "exp_month"),
    expYear: integerIn(kind, "exp_year"),
    country: textIn(kind, "country"),
    funding: textIn(kind, "funding"),
    wallet: textIn(objectIn(kind, "wallet"), "type"),
    checks: objectIn(kind, "checks"),
    threeDSecure: textIn(objectIn(kind, "three_d_secure"), "result"),
  };
}

function failureOf(charge: ObjectData | undefined, intent: ObjectData | undefined): ObjectData {
  const error = objectIn(intent ?? {}, "last_payment_error");
  const outcome = objectIn(charge ?? {}, "outcome");
  return {
    code: textIn(charge ?? {}, "failure_code") ?? textIn(error, "code"),
    declineCode: textIn(error, "decline_code") ?? textIn(outcome, "reason"),
    message: textIn(charge ?? {}, "failure_message") ?? textIn(error, "message"),
  };
}

/** The amount that was collected of a charge, or that was asked for where nothing was. */
function amountsOf(charge: ObjectData | undefined, intent: ObjectData | undefined) {
  const asked = integerIn(charge ?? {}, "amount") ?? integerIn(intent ?? {}, "amount");
  const captured =
    charge && textIn(charge, "status") === "succeeded" && charge["captured"] !== false
      ? (integerIn(charge, "amount_captured") ?? asked)
      : null;
  const refunded = integerIn(charge ?? {}, "amount_refunded") ?? 0;
  // Stripe counts the uncaptured rest of a partial capture as refunded, although it was never paid.
  const givenBack = captured === null ? 0 : Math.max(0, refunded - ((asked ?? 0) - captured));
  return { amount: captured ?? asked, captured: captured ?? 0, refunded: givenBack };
}

/** The charge that decides: one that succeeded, else the one that the intent names, else the newest. */
function decisiveCharge(charges: readonly ObjectData[], intent: ObjectData | undefined) {
  const named = idIn(intent ?? {}, "latest_charge");
  return (
    charges.find((one) => textIn(one, "status") === "succeeded") ??
    charges.find((one) => one["id"] === named) ??
    charges[0]
  );
}

function build(parts: readonly ObjectPart[]): DerivedObject | null {
  const [intent] = newestFirst(parts, "payment_intent");
  const charges = newestFirst(parts, "charge");
  const charge = decisiveCharge(charges, intent);
  const [dispute] = newestFirst(parts, "dispute");
  const [invoicePayment] = newestFirst(parts, "invoice_payment");
  const main = charge ?? intent;
  const created = timeIn(intent ?? charge ?? {}, "created");
  if (!main || created === null) return null;
  const { amount, captured, refunded } = amountsOf(charge, intent);
  const method = methodOf(charge, intent);
  const status = statusOf(intent, charge, dispute);
  const payer = objectIn(main, "billing_details");
  const invoice = idIn(invoicePayment ?? {}, "invoice") ?? idIn(main, "invoice");
  const description = textIn(main, "description") ?? textIn(intent ?? {}, "description");
  return {
    columns: {
      created,
      status,
      customer: idIn(main, "customer") ?? idIn(intent ?? {}, "customer"),
      currency: textIn(main, "currency"),
      amount,
      parent: invoice,
      method: textIn(method, "wallet") ?? textIn(method, "brand") ?? textIn(method, "type"),
      label: description,
    },
    data: {
      intent: intent?.["id"] ?? null,
      charge: charge?.["id"] ?? null,
      attempts: charges.length,
      amountCaptured: captured,
      amountRefunded: refunded,
      description,
      statement: textIn(main, "calculated_statement_descriptor"),
      method,
      ...(status === "failed" ? { failure: failureOf(charge, intent) } : {}),
      payer: {
        name: textIn(payer, "name"),
        email: textIn(payer, "email") ?? textIn(main, "receipt_email"),
      },
      risk: {
        level: textIn(objectIn(main, "outcome"), "risk_level"),
        score: integerIn(objectIn(main, "outcome"), "risk_score"),
      },
      balanceTransaction: idIn(charge ?? {}, "balance_transaction"),
      dispute: dispute?.["id"] ?? null,
      invoice,
      receiptUrl: textIn(main, "receipt_url"),
      metadata: objectIn(main, "metadata"),
    },
  };
}

/** A payment: one line for an intent with all its attempts, or for a charge without an intent. */
export const payment: DerivedType = {
  label: "Payments",
  from: ["payment_intent", "charge", "dispute", "invoice_payment"],
  keyOf(type, data) {
    const id = textIn(data, "id");
    if (type === "payment_intent") return id;
    if (type === "charge") return idIn(data, "payment_intent") ?? id;
    const of = type === "invoice_payment" ? objectIn(data, "payment") : data;
    return idIn(of, "payment_intent") ?? idIn(of, "charge");
  },
  build,
  search: (data) => ({
    description: textIn(data, "description"),
    last4: textIn(objectIn(data, "method"), "last4"),
    email: textIn(objectIn(data, "payer"), "email"),
    name: textIn(objectIn(data, "payer"), "name"),
  }),
};
