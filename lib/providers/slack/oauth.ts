import * as z from "zod";

import { AppError } from "@/lib/core/errors";

import type { OAuthSettings, OAuthToken } from "../types";
import { SCOPES } from "./manifest";

const token = z.object({
  ok: z.literal(true),
  access_token: z.string().min(1),
  token_type: z.literal("bot"),
  scope: z.string(),
  team: z.object({ id: z.string().regex(/^T[A-Z0-9]{2,20}$/) }),
  /** These two while the app rotates its tokens. */
  refresh_token: z.string().min(1).optional(),
  expires_in: z.number().positive().optional(),
});

const refusal = z.object({ ok: z.literal(false), error: z.string().max(100) });

const revoked = z.object({ ok: z.literal(true), revoked: z.literal(true) });
/** Slack's names for a token that had ended before; one that is only over was to be renewed first. */
const ENDED = new Set(["token_revoked", "token_expired", "invalid_auth", "account_inactive"]);
/** Slack's names for a refresh token that is gone for good. */
const SPENT = new Set(["invalid_refresh_token", "token_expired", "token_revoked"]);

/** Slack's name for a refusal; OAuth's own for a refresh token that is gone. */
function refusalOf(json: unknown): string | undefined {
  const error = refusal.safeParse(json).data?.error;
  if (error === undefined) return undefined;
  return SPENT.has(error) ? "invalid_grant" : error.replaceAll(/\W/g, "");
}

function isDone(json: unknown): boolean {
  return revoked.safeParse(json).success || ENDED.has(refusal.safeParse(json).data?.error ?? "");
}

function parseToken(json: unknown): OAuthToken {
  const parsed = token.safeParse(json);
  if (parsed.success) {
    const { team, scope, access_token, refresh_token, expires_in } = parsed.data;
    return {
      accountId: team.id,
      livemode: true,
      // Slack names them in an order of its own.
      scope: scope.split(",").toSorted().join(","),
      secrets: { access_token, ...(refresh_token === undefined ? {} : { refresh_token }) },
      expiresInSeconds: expires_in,
    };
  }
  const reason = refusal.safeParse(json).data?.error.replaceAll(/\W/g, "") ?? "";
  throw new AppError(
    "upstream",
    reason === "invalid_code" || reason === "code_already_used"
      ? "Slack no longer accepts this sign-in. Start the connection again."
      : "Slack did not complete the connection. Connect the account again.",
    { details: { provider: "slack", ...(reason === "" ? {} : { reason }) } },
  );
}

/**
 * Slack's OAuth v2 and its quirks: a refusal is 200 with `ok: false`, the token's type is `bot`, scopes are separated by
 * commas. A token does not end by itself, unless the app rotates its tokens: then it ends after twelve hours, and each
 * refresh token is good once. Sources: docs.slack.dev/authentication/installing-with-oauth,
 * docs.slack.dev/authentication/using-token-rotation, docs.slack.dev/reference/methods/auth.revoke, read 2026-11.
 */
export function slackOAuth(origin: string): OAuthSettings {
  return {
    authorizeUrl: `${origin}/oauth/v2/authorize`,
    tokenUrl: `${origin}/api/oauth.v2.access`,
    revocation: { bearer: "token", url: `${origin}/api/auth.revoke`, isDone },
    scope: SCOPES.join(","),
    pkce: false,
    oneShot: false,
    // A client id holds a dot, which a strict Basic header would encode.
    clientAuth: "body",
    actsWith: "token",
    tokenTypes: ["bot"],
    isLive: () => true,
    refusalOf,
    parseToken,
  };
}
