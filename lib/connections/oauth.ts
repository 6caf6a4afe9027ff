import { createHash, randomBytes } from "node:crypto";

import { z } from "zod";

import { AppError } from "@/lib/core/errors";
import type { OAuthSettings, OAuthToken } from "@/lib/providers/types";

import { exchangeByLibrary } from "./token-endpoint";

/** The platform's registration at a provider. */
export interface OAuthClient {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Registered with the provider, sent unchanged. */
  readonly redirectUri: string;
}

export const sha256 = (text: string) => createHash("sha256").update(text).digest();

/** 32 random bytes for the browser; only its hash is stored. */
export function newState(): { state: string; hash: Buffer } {
  const state = randomBytes(32).toString("base64url");
  return { state, hash: sha256(state) };
}

/** A PKCE code verifier, where the provider takes one. Source: RFC 7636, read 2026-11. */
export const newVerifier = (settings: OAuthSettings): string | null =>
  settings.pkce ? randomBytes(32).toString("base64url") : null;

/** Where the person goes to consent. */
export function authorizationUrl(
  settings: OAuthSettings,
  client: OAuthClient,
  state: string,
  verifier: string | null,
): string {
  const url = new URL(settings.authorizeUrl);
  url.search = new URLSearchParams({
    response_type: "code",
    client_id: client.clientId,
    scope: settings.scope,
    state,
    redirect_uri: client.redirectUri,
    ...(verifier === null
      ? {}
      : {
          code_challenge: sha256(verifier).toString("base64url"),
          code_challenge_method: "S256",
        }),
    ...settings.authorizeParams,
  }).toString();
  return url.toString();
}

const oauthError = z.object({ error: z.string().max(100) });

function clientHeaders(settings: OAuthSettings, client: OAuthClient): Record<string, string> {
  if (settings.clientAuth === "bearer-secret")
    return { authorization: `Bearer ${client.clientSecret}` };
  if (settings.clientAuth === "basic")
    return {
      authorization: `Basic ${Buffer.from(`${client.clientId}:${client.clientSecret}`).toString("base64")}`,
    };
  return {};
}

async function post(
  settings: OAuthSettings,
  client: OAuthClient,
  url: string,
  form: Readonly<Record<string, string>>,
  fetcher: typeof fetch,
): Promise<{ ok: boolean; json: unknown }> {
  const inBody =
    settings.clientAuth === "body"
      ? { client_id: client.clientId, client_secret: client.clientSecret }
      : {};
  try {
    const response = await fetcher(url, {
      method: "POST",
      redirect: "error",
      headers: {
        ...clientHeaders(settings, client),
        "content-type": "application/x-www-form-urlencoded",
      },
      body: new URLSearchParams({ ...form, ...inBody }),
      signal: AbortSignal.timeout(10_000),
    });
    return { ok: response.ok, json: await response.json().catch(() => null) };
  } catch (error) {
    throw new AppError("upstream", "The provider could not be reached. Try again.", {
      cause: error,
      details: { reason: "unreachable" },
    });
  }
}

/** What came back from the consent page, with the verifier of its attempt. */
export interface Consent {
  readonly code: string;
  readonly state: string;
  readonly verifier: string | null;
}

/**
 * Exchanges an authorisation code, once: nothing here repeats it.
 * Throws "upstream"; `details.reason` is the provider's OAuth error code, or `unreachable`.
 */
export function exchangeCode(
  settings: OAuthSettings,
  client: OAuthClient,
  consent: Consent,
  fetcher: typeof fetch,
): Promise<OAuthToken> {
  return settings.oneShot
    ? exchangeOnce(settings, client, consent.code, fetcher)
    : exchangeByLibrary(settings, client, consent, fetcher);
}

async function exchangeOnce(
  settings: OAuthSettings,
  client: OAuthClient,
  code: string,
  fetcher: typeof fetch,
): Promise<OAuthToken> {
  const answer = await post(
    settings,
    client,
    settings.tokenUrl,
    { grant_type: "authorization_code", code },
    fetcher,
  );
  if (answer.ok) return settings.parseToken(answer.json);
  const reason = oauthError.safeParse(answer.json).data?.error ?? "token_exchange_failed";
  throw new AppError("upstream", "The provider did not accept the authorisation.", {
    details: { reason },
  });
}

/** Ends the authorisation at the provider, where it has a call for that. Already ended counts as done. Throws "upstream" when neither is certain. */
export async function deauthorize(
  settings: OAuthSettings,
  client: OAuthClient,
  accountId: string,
  fetcher: typeof fetch,
): Promise<void> {
  const { revocation } = settings;
  if (!revocation) return;
  const form = revocation.form(client.clientId, accountId);
  const answer = await post(settings, client, revocation.url, form, fetcher);
  if (answer.ok || revocation.isAlreadyRevoked(answer.json)) return;
  throw new AppError(
    "upstream",
    "The provider did not end the authorisation. Try again, or remove the app in its dashboard.",
  );
}
