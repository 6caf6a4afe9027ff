import type { Json, JsonObject } from "./types.ts";

export type ErrorFields = {
  type?: string;
  code?: string;
  param?: string;
  decline_code?: string;
  advice_code?: string;
  network_decline_code?: string;
  charge?: string;
  payment_intent?: JsonObject;
  payment_method?: JsonObject;
};

/** Codes that Stripe's error-code page does not list, so their answers carry no `doc_url`. */
const UNDOCUMENTED = new Set(["property_expansion_max_depth"]);

/** An answer in Stripe's error envelope. `status` is the HTTP status, `message` Stripe's wording. */
export class StripeError extends Error {
  readonly status: number;
  readonly fields: ErrorFields;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    message: string,
    fields: ErrorFields = {},
    headers: Record<string, string> = {},
  ) {
    super(message);
    this.status = status;
    this.fields = { type: "invalid_request_error", ...fields };
    this.headers = headers;
  }
}

/** The body of an error answer; keys stand in alphabetical order, as Stripe writes them. */
export function errorBody(error: StripeError, requestId: string | null): JsonObject {
  const { code } = error.fields;
  const all: Record<string, Json | undefined> = {
    ...error.fields,
    message: error.message,
    doc_url:
      code && !UNDOCUMENTED.has(code)
        ? `https://stripe.com/docs/error-codes/${code.replaceAll("_", "-")}`
        : undefined,
    request_log_url: requestId
      ? `https://dashboard.stripe.com/test/workbench/logs?object=${requestId}`
      : undefined,
  };
  const keys = Object.keys(all).filter((key) => all[key] !== undefined);
  return { error: Object.fromEntries(keys.toSorted().map((key) => [key, all[key]])) };
}

/** A 400 about one parameter. */
export function badParam(message: string, param?: string, code?: string): StripeError {
  return new StripeError(400, message, {
    ...(param === undefined ? {} : { param }),
    ...(code === undefined ? {} : { code }),
  });
}

/** How Stripe names an object in "No such …", and which parameter it blames when the id stands in the path. */
const MISSING: Record<string, { label: string; param: string }> = {
  payment_intent: { label: "payment_intent", param: "intent" },
  setup_intent: { label: "setupintent", param: "intent" },
  payment_method: { label: "PaymentMethod", param: "payment_method" },
  price: { label: "price", param: "price" },
  refund: { label: "refund", param: "refund" },
  dispute: { label: "dispute", param: "dispute" },
  payout: { label: "payout", param: "payout" },
  invoice: { label: "invoice", param: "invoice" },
  invoiceitem: { label: "invoiceitem", param: "invoiceitem" },
  balance_transaction: { label: "balance transaction", param: "id" },
  webhook_endpoint: { label: "webhook endpoint", param: "webhook_endpoint" },
};

const PM_HINT =
  "; It's possible this PaymentMethod exists on one of your connected accounts, in which case you should retry this request on that connected account. Learn more at https://stripe.com/docs/connect/authentication";

/**
 * "No such customer: 'cus_x'". 404 when the id stood in the path (`param` absent),
 * 400 with the parameter's nested name when it stood in the body or the query.
 */
export function noSuch(object: string, id: string, param?: string): StripeError {
  const { label, param: pathParam } = MISSING[object] ?? { label: object, param: "id" };
  const hint = object === "payment_method" ? PM_HINT : "";
  return new StripeError(param === undefined ? 404 : 400, `No such ${label}: '${id}'${hint}`, {
    code: "resource_missing",
    param: param ?? pathParam,
  });
}

/** A key with all but its kind and last four characters hidden, as Stripe prints it. */
export function redactKey(key: string): string {
  const prefix = /^[a-z]{2}_(?:test|live)_/.exec(key)?.[0] ?? "";
  const rest = key.slice(prefix.length);
  if (rest.length <= 4) return `${prefix}${"*".repeat(rest.length)}`;
  return `${prefix}${"*".repeat(rest.length - 4)}${rest.slice(-4)}`;
}
