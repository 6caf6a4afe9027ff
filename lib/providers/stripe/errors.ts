import * as z from "zod";

import { parseRetryAfter } from "../http";
import type { ErrorAction, ErrorCode, Fault, ProviderResponse } from "../types";

const stripeError = z.looseObject({
  type: z.string().optional(),
  code: z.string().optional(),
  decline_code: z.string().optional(),
  advice_code: z.string().optional(),
  param: z.string().optional(),
  message: z.string().optional(),
  doc_url: z.string().optional(),
  payment_intent: z.looseObject({ id: z.string(), status: z.string().optional() }).optional(),
});
type StripeErrorBody = z.infer<typeof stripeError>;

const envelope = z.looseObject({ error: stripeError });

/** Declines whose reason is not for the person at the till. Source: docs.stripe.com/declines/codes. */
const SILENT_DECLINES = new Set([
  "lost_card",
  "stolen_card",
  "pickup_card",
  "fraudulent",
  "merchant_blacklist",
]);
const DEFAULT_PAUSE_MS = 1_000;

interface Verdict {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryable?: boolean;
  readonly action: ErrorAction;
  readonly lacksPermission?: boolean;
}

function cardVerdict(error: StripeErrorBody): Verdict {
  if (
    error.code === "authentication_required" ||
    error.decline_code === "authentication_required" ||
    error.payment_intent?.status === "requires_action"
  )
    return {
      code: "ACTION_REQUIRED",
      message: "The customer's bank requires them to confirm this payment.",
      action: "fix-input",
    };
  const silent = SILENT_DECLINES.has(error.decline_code ?? "");
  return {
    code: "CARD_ERROR",
    message: silent || !error.message ? "Your card was declined." : error.message,
    retryable: error.code === "processing_error" || error.advice_code === "try_again_later",
    action: "fix-input",
  };
}

function badRequest(error: StripeErrorBody): Verdict {
  if (error.type === "idempotency_error")
    return {
      code: "IDEMPOTENCY_CONFLICT",
      message: "This idempotency key was already used for another request. Use a new key.",
      action: "fix-input",
    };
  const param = error.param?.replaceAll(/[^\w.[\]]/g, "").slice(0, 80);
  return {
    code: "INVALID_REQUEST",
    message: param
      ? `Stripe did not accept “${param}”. Check the value and try again.`
      : "Stripe did not accept this request. Check the values and try again.",
    action: "fix-input",
  };
}

function forbidden(error: StripeErrorBody): Verdict {
  if (error.code === "account_invalid")
    return {
      code: "FORBIDDEN",
      message: "Stripe no longer allows access to this account. Connect it again.",
      action: "reconnect",
    };
  return {
    code: "FORBIDDEN",
    message:
      "This Stripe key does not have the required permission. Ask the account's owner to grant it, or use another key.",
    action: "contact-support",
    lacksPermission: true,
  };
}

const FIXED: Readonly<Record<number, Verdict>> = {
  401: {
    code: "UNAUTHORIZED",
    message: "Stripe did not accept the key. Connect Stripe again.",
    action: "reconnect",
  },
  404: {
    code: "NOT_FOUND",
    message: "Stripe did not find this object in this account and mode.",
    action: "fix-input",
  },
  409: {
    code: "CONFLICT",
    message: "Stripe is still processing this request. Try again in a moment.",
    retryable: true,
    action: "retry",
  },
  429: {
    code: "RATE_LIMITED",
    message: "Stripe is limiting requests. This continues automatically in a moment.",
    retryable: true,
    action: "retry",
  },
};

function verdictOf(status: number, error: StripeErrorBody): Verdict {
  const fixed = FIXED[status];
  if (fixed) return fixed;
  if (status === 402) return cardVerdict(error);
  if (status === 403) return forbidden(error);
  if (status === 400 && error.code === "rate_limit") return FIXED[429] ?? badRequest(error);
  if (status >= 400 && status < 500) return badRequest(error);
  return {
    code: "PROVIDER_ERROR",
    message: "Stripe has a temporary problem. Try again in a moment.",
    retryable: status >= 500,
    action: "retry",
  };
}

function detailsOf(response: ProviderResponse, error: StripeErrorBody): Record<string, unknown> {
  const details = {
    status: response.status,
    type: error.type,
    code: error.code,
    decline_code: SILENT_DECLINES.has(error.decline_code ?? "") ? undefined : error.decline_code,
    advice_code: error.advice_code,
    param: error.param,
    doc_url: error.doc_url,
    payment_intent: error.payment_intent?.id,
    reason: response.headers["stripe-rate-limited-reason"],
    requestId: response.headers["request-id"],
  };
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
}

function shouldRetryHeader(value: string | undefined): boolean | undefined {
  if (value === "true") return true;
  return value === "false" ? false : undefined;
}

/**
 * Stripe's answers in our words; `null` is success. Only a card error's own text is shown to people.
 * Source: docs.stripe.com/error-handling, read 2026-11.
 */
export function classifyStripe(response: ProviderResponse, now: Date): Fault | null {
  if (response.status >= 200 && response.status < 300) return null;
  const parsed = envelope.safeParse(response.body);
  const error = parsed.success ? parsed.data.error : {};
  const verdict = verdictOf(response.status, error);
  const after = parseRetryAfter(response.headers["retry-after"], now);
  const isLimited = verdict.code === "RATE_LIMITED";
  const shouldRetry = shouldRetryHeader(response.headers["stripe-should-retry"]);
  return {
    ...verdict,
    retryable: shouldRetry ?? verdict.retryable ?? false,
    retryAt: isLimited ? (after ?? new Date(now.getTime() + DEFAULT_PAUSE_MS)) : after,
    shouldRetry,
    providerCode: error.code ?? error.type,
    requestId: response.headers["request-id"],
    docUrl: error.doc_url,
    details: detailsOf(response, error),
  };
}
