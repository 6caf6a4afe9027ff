import { readFileSync } from "node:fs";

import { Stripe } from "stripe";

import type { DeliveryVector, FaultVector } from "@/tests/contract/provider-kit";
import { describeProvider } from "@/tests/contract/provider-suite";

import { StripeAdapter } from "./index";

function fixture(name: string): string {
  return readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), "utf8");
}

const ACCOUNT = "acct_1QExampleAcct001";

function delivery(name: string, type: string, subject: string): DeliveryVector {
  return { name, body: fixture(name), type, subject, account: ACCOUNT };
}

function fault(
  name: string,
  status: number,
  error: Record<string, unknown>,
  expected: FaultVector["expected"],
): FaultVector {
  return { name, response: { status, headers: {}, body: { error } }, expected };
}

const fixInput = { retryable: false, action: "fix-input" } as const;
const canary = "sk_test_CANARYCANARYCANARYCANARY";

describeProvider(new StripeAdapter(), {
  canary,
  credentials: { pat: canary },
  revocation: {
    done: [
      {
        error: "invalid_client",
        error_description:
          "This application is not connected to stripe account acct_1, or that account does not exist.",
      },
    ],
    open: [
      { error: "invalid_client", error_description: "No such application." },
      { error: "invalid_request" },
    ],
  },
  faults: [
    fault(
      "a bad request",
      400,
      { type: "invalid_request_error", param: "limit" },
      { code: "INVALID_REQUEST", ...fixInput },
    ),
    fault(
      "a reused key",
      400,
      { type: "idempotency_error" },
      { code: "IDEMPOTENCY_CONFLICT", ...fixInput },
    ),
    fault("a bad key", 401, {}, { code: "UNAUTHORIZED", retryable: false, action: "reconnect" }),
    fault(
      "a decline",
      402,
      { type: "card_error", code: "card_declined", decline_code: "insufficient_funds" },
      { code: "CARD_ERROR", ...fixInput },
    ),
    fault(
      "a passing card problem",
      402,
      { type: "card_error", code: "processing_error" },
      { code: "CARD_ERROR", retryable: true, action: "fix-input" },
    ),
    fault(
      "3-D Secure",
      402,
      { type: "card_error", code: "authentication_required" },
      { code: "ACTION_REQUIRED", ...fixInput },
    ),
    fault(
      "a revoked account",
      403,
      { code: "account_invalid" },
      { code: "FORBIDDEN", retryable: false, action: "reconnect" },
    ),
    fault(
      "a missing permission",
      403,
      { code: "permission_denied" },
      {
        code: "FORBIDDEN",
        retryable: false,
        action: "contact-support",
        lacksPermission: true,
      },
    ),
    fault(
      "an unknown object",
      404,
      { code: "resource_missing" },
      { code: "NOT_FOUND", ...fixInput },
    ),
    fault(
      "a key in use",
      409,
      { code: "idempotency_key_in_use" },
      { code: "CONFLICT", retryable: true, action: "retry" },
    ),
    fault(
      "a limit",
      429,
      { code: "rate_limit" },
      { code: "RATE_LIMITED", retryable: true, action: "retry" },
    ),
    fault("an outage", 500, {}, { code: "PROVIDER_ERROR", retryable: true, action: "retry" }),
    fault("a redirect", 302, {}, { code: "PROVIDER_ERROR", retryable: false, action: "retry" }),
  ],
  webhook: {
    deliveries: [
      delivery("event-charge-succeeded", "stripe.payment.received", "pi_3QExampleIntent000001"),
      delivery("event-charge-failed", "stripe.payment.failed", "pi_3QExampleIntent000001"),
      delivery("event-charge-refunded", "stripe.payment.refunded", "pi_3QExampleIntent000001"),
      delivery("event-payment-intent-failed", "stripe.payment.failed", "pi_3QExampleIntent000002"),
      delivery(
        "event-subscription-updated",
        "stripe.subscription.updated",
        "sub_1QExampleSub0000001",
      ),
      delivery("event-subscription-2024", "stripe.subscription.created", "sub_1QExampleSub0000001"),
      delivery("event-invoice-paid", "stripe.invoice.paid", "in_1QExampleInvoice0001"),
      delivery("event-deauthorized", "stripe.account.application.deauthorized", ACCOUNT),
    ],
    sign: (payload, secret, timestamp) =>
      Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp }),
    malformed: [
      "",
      "t=",
      "v1=00",
      "t=1,v1=",
      "t=abc,v1=00",
      "t=1795176000",
      "t=1795176000,v0=00",
      "t=1795176000,v1=abcd",
      "t=1795176000,t=1795176000,v1=00",
      `t=1795176000,v1=${"0".repeat(63)}`,
      `t=1795176000,v1=${"0".repeat(5_000)}`,
    ],
  },
});
