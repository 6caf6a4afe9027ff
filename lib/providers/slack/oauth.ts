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
});

const refusal = z.object({ ok: z.literal(false), error: z.string().max(100) });

const revoked = z.object({ ok: z.literal(true), revoked: z.literal(true) });
/** Slack's names for a token that had ended before. */
const ENDED = new Set(["token_revoked", "invalid_auth", "account_inactive"]);

function isDone(json: unknown): boolean {
  return revoked.safeParse(json).success || ENDED.has(refusal.safeParse(json).data?.error ?? "");
}

function parseToken(json: unknown): OAuthToken {
  const parsed = token.safeParse(json);
  if (parsed.success)
    return {
      accountId: parsed.data.team.id,
      livemode: true,
      // Slack names them in an order of its own.
      scope: parsed.data.scope.split(",").toSorted().join(","),
      secrets: { access_token: parsed.data.access_token },
    };
  const reason = refusal.safeParse(json).data?.error.replaceAll(/\W/g, "") ?? "";
  throw new AppError(
    "upstream",
    reason === "invalid_code" || reason === "code_already_used"
      ? "Slack no longer accepts this sign-in. Start the connection again."
      : "Slack did not complete the connection. Start it again.",
    { details: { provider: "slack", ...(reason === "" ? {} : { reason }) } },
  );
}

/**
 * Slack's OAuth v2 and its quirks: a refusal is 200 with `ok: false`, the token's type is `bot` and it does
 * not end by itself, scopes are separated by commas. Sources: docs.slack.dev/authentication/installing-with-oauth,
 * docs.slack.dev/reference/methods/auth.revoke, read 2026-11.
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
    refusalOf: (json) => refusal.safeParse(json).data?.error.replaceAll(/\W/g, ""),
    parseToken,
  };
}
