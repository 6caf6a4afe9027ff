import { completeShipping } from "../addresses.ts";
import { assignSent, pathId, type Call, type Handler } from "../call.ts";
import { badParam } from "../errors.ts";
import {
  cancelIntent,
  captureIntent,
  checkAmountChangeable,
  customerId,
} from "../intent-actions.ts";
import { checkOwner, confirmIntent, createIntent } from "../intents.ts";
import { isRecord, numeric, record, text } from "../json.ts";
import { filterBy, paginate } from "../lists.ts";
import { checkChargeable, parseCurrency } from "../money.ts";
import { cardNameFromNumber, createCardMethod, resolveMethod } from "../payment-methods.ts";
import { mergeMetadata, need } from "../scope.ts";
import type { JsonObject, PaymentIntent } from "../types.ts";
import { rows } from "../world.ts";

const COPIED = [
  "receipt_email",
  "setup_future_usage",
  "statement_descriptor",
  "statement_descriptor_suffix",
  "transfer_group",
] as const;

function create(call: Call): PaymentIntent {
  const { params } = call;
  const currency = parseCurrency(text(params["currency"]) ?? "");
  const amount = numeric(params["amount"]) ?? 0;
  checkChargeable(amount, currency);
  if (params["error_on_requires_action"] === true && params["confirm"] !== true)
    throw badParam("error_on_requires_action can only be used with confirm=true.");
  const customer = customerId(call, text(params["customer"]));
  const method = methodParam(call, "payment_method");
  const intent = createIntent(call, {
    amount,
    currency,
    customer,
    description: text(params["description"]),
    metadata: record(params["metadata"]),
    captureMethod: text(params["capture_method"]) ?? "automatic_async",
    extra: extraFields(params),
  });
  if (method) {
    checkOwner(call, intent, resolveMethod(call, method, "payment_method"));
    intent.payment_method = method;
    intent.status = "requires_confirmation";
  }
  if (params["confirm"] === true) confirmIntent(call, intent, confirmInput(params, method));
  return intent;
}

/** Settings of the intent that are kept as they were sent. */
function extraFields(params: JsonObject): JsonObject {
  const extra: JsonObject = {};
  assignSent(extra, params, COPIED);
  if (params["shipping"] !== undefined) extra["shipping"] = completeShipping(params["shipping"]);
  const types = params["payment_method_types"];
  if (Array.isArray(types)) {
    extra["payment_method_types"] = types;
    extra["automatic_payment_methods"] = null;
  }
  const automatic = params["automatic_payment_methods"];
  if (isRecord(automatic))
    extra["automatic_payment_methods"] = { allow_redirects: "always", ...automatic };
  if (params["confirmation_method"] !== undefined)
    extra["confirmation_method"] = params["confirmation_method"];
  return extra;
}

/** The payment method that a request names or describes; null when it does neither. */
function methodParam(call: Call, param: string): string | null {
  const named = text(call.params["payment_method"]);
  if (named) return resolveMethod(call, named, param).id;
  const described = record(call.params["payment_method_data"]);
  if (Object.keys(described).length === 0) return null;
  const card = record(described["card"]);
  const number = text(card["number"]) ?? text(card["token"]) ?? "pm_card_visa";
  const name = cardNameFromNumber(number, "number");
  return createCardMethod(call, name, { billing: record(described["billing_details"]) }).id;
}

function confirmInput(params: JsonObject, method: string | null) {
  const offSession = params["off_session"];
  return {
    method,
    offSession: offSession === true || offSession === "true" || text(offSession) !== null,
    returnUrl: text(params["return_url"]),
  };
}

const intentOf = (call: Call): PaymentIntent => need(call, "payment_intent", pathId(call));

function update(call: Call): PaymentIntent {
  const intent = intentOf(call);
  const { params } = call;
  const amount = numeric(params["amount"]);
  const currency = text(params["currency"]);
  if (amount !== null || currency !== null) {
    checkAmountChangeable(call, intent);
    const nextCurrency = currency === null ? intent.currency : parseCurrency(currency);
    checkChargeable(amount ?? intent.amount, nextCurrency);
    intent.amount = amount ?? intent.amount;
    intent.currency = nextCurrency;
  }
  assignSent(intent, params, [...COPIED, "description"]);
  if (params["shipping"] !== undefined) intent["shipping"] = completeShipping(params["shipping"]);
  if (params["customer"] !== undefined)
    intent.customer = customerId(call, text(params["customer"]));
  const method = methodParam(call, "payment_method");
  if (method) {
    intent.payment_method = method;
    if (intent.status === "requires_payment_method") intent.status = "requires_confirmation";
  }
  if (params["metadata"] !== undefined)
    intent["metadata"] = mergeMetadata(
      record(intent["metadata"]),
      params["metadata"] === null ? null : record(params["metadata"]),
    );
  return intent;
}

export const paymentIntentHandlers: Record<string, Handler> = {
  "PaymentIntent.create": create,
  "PaymentIntent.retrieve": intentOf,
  "PaymentIntent.update": update,
  "PaymentIntent.list": (call) => {
    const all = filterBy(rows(call.tenant, "payment_intent"), call.params, ["customer"]);
    return paginate(call.tenant, "payment_intent", all, call.params, call.url);
  },
  "PaymentIntent.confirm": (call) => {
    const intent = intentOf(call);
    const method = methodParam(call, "payment_method");
    confirmIntent(call, intent, confirmInput(call.params, method));
    return intent;
  },
  "PaymentIntent.capture": (call) => {
    const intent = intentOf(call);
    captureIntent(call, intent, numeric(call.params["amount_to_capture"]));
    return intent;
  },
  "PaymentIntent.cancel": (call) => {
    const intent = intentOf(call);
    cancelIntent(call, intent, text(call.params["cancellation_reason"]));
    return intent;
  },
};
