import * as z from "zod";

import { AppError } from "@/lib/core/errors";

import type { OAuthSettings, OAuthToken } from "../types";
import { isLiveKey } from "./config";
import type { StripeBase } from "./config";

const token = z.object({
  stripe_user_id: z.string().regex(/^acct_[A-Za-z0-9]{1,64}$/),
  livemode: z.boolean(),
  scope: z.enum(["read_write", "read_only"]),
  access_token: z.string().min(1).optional(),
  refresh_token: z.string().min(1).optional(),
});

const refusal = z.looseObject({ error: z.string(), error_description: z.string().optional() });

/** Stripe's error names that may be shown; its description can echo the code, so it is not. */
const KNOWN_REFUSALS = new Set([
  "invalid_request",
  "invalid_grant",
  "invalid_client",
  "invalid_scope",
  "unsupported_grant_type",
  "unsupported_response_type",
]);

function parseToken(json: unknown): OAuthToken {
  const parsed = token.safeParse(json);
  if (parsed.success) {
    const { stripe_user_id, livemode, scope, access_token, refresh_token } = parsed.data;
    return {
      accountId: stripe_user_id,
      livemode,
      scope,
      secrets: {
        ...(access_token === undefined ? {} : { access_token }),
        ...(refresh_token === undefined ? {} : { refresh_token }),
      },
    };
  }
  const refused = refusal.safeParse(json);
  const reason =
    refused.success && KNOWN_REFUSALS.has(refused.data.error) ? refused.data.error : "";
  throw new AppError(
    "upstream",
    reason === "invalid_grant"
      ? "Stripe no longer accepts this sign-in. Start the connection again."
      : "Stripe did not complete the connection. Connect the account again.",
    { details: { provider: "stripe", ...(reason === "" ? {} : { reason }) } },
  );
}

/** Stripe Connect's endpoints and quirks. Source: docs.stripe.com/connect/oauth-reference, read 2026-11. */
export function stripeOAuth(base: StripeBase): OAuthSettings {
  return {
    authorizeUrl: base.authorizeUrl,
    tokenUrl: `${base.oauthOrigin}/oauth/token`,
    scope: "read_write",
    pkce: false,
    oneShot: true,
    clientAuth: "bearer-secret",
    actsWith: "platform-key",
    isLive: isLiveKey,
    revocation: {
      url: `${base.oauthOrigin}/oauth/deauthorize`,
      form: (clientId, accountId) => ({ client_id: clientId, stripe_user_id: accountId }),
      isAlreadyRevoked(json) {
        const refused = refusal.safeParse(json);
        return (
          refused.success &&
          refused.data.error === "invalid_client" &&
          /not connected/i.test(refused.data.error_description ?? "")
        );
      },
    },
    parseToken,
  };
}
