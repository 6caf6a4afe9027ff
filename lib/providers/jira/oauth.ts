import * as z from "zod";

import { AppError } from "@/lib/core/errors";

import type { OAuthSettings, OAuthToken } from "../types";
import { manifest, SCOPES } from "./manifest";

const AUTH_ORIGIN = "https://auth.atlassian.com";

const token = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  expires_in: z.number().positive().optional(),
  scope: z.string().max(400).default(""),
});

function parseToken(json: unknown): OAuthToken {
  const parsed = token.safeParse(json);
  if (!parsed.success)
    throw new AppError(
      "upstream",
      "Atlassian did not complete the connection. Connect the account again.",
      {
        details: { provider: manifest.id },
      },
    );
  const { access_token, refresh_token, expires_in, scope } = parsed.data;
  return {
    accountId: null,
    livemode: true,
    scope: scope.split(" ").includes("write:jira-work") ? "read_write" : "read_only",
    secrets: { access_token, ...(refresh_token === undefined ? {} : { refresh_token }) },
    expiresInSeconds: expires_in,
  };
}

/**
 * Atlassian's OAuth 2.0 (3LO). Tokens last an hour; each refresh token is good once, with ten minutes of grace.
 * There is no call that ends an authorisation: a person removes the app among their connected apps.
 * Source: developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps, read 2026-11.
 */
export function jiraOAuth(origin: string): OAuthSettings {
  const auth = origin === manifest.origin ? AUTH_ORIGIN : origin;
  return {
    authorizeUrl: `${auth}/authorize`,
    tokenUrl: `${auth}/oauth/token`,
    revocation: null,
    scope: SCOPES.join(" "),
    authorizeParams: { audience: "api.atlassian.com", prompt: "consent" },
    pkce: true,
    oneShot: false,
    clientAuth: "body",
    actsWith: "token",
    isLive: () => true,
    parseToken,
  };
}
