import { createHash, randomBytes } from "node:crypto";

import { z } from "zod";

import { AppError } from "@/lib/core/errors";
import type { OAuthSettings, OAuthToken } from "@/lib/providers/types";

import { exchangeByLibrary, type Consent, type OAuthClient } from "./token-endpoint";

export const sha256 = (text: string) => createHash("sha256").update(text).digest();

/** Creates a random state of 32 bytes. Only its hash is stored. */
export function newState(): { state: string; hash: Buffer } {
  const state = randomBytes(32).toString("base64url");
  return { state, hash: sha256(state) };
}

/** Creates a PKCE code verifier if the provider supports it. Source: RFC 7636, read 2026-11. */
export const newVerifier = (settings: OAuthSettings): string | null =>
  settings.pkce ? randomBytes(32).toString("base64url") : null;

/** Builds the URL of the consent page. */
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
  url: string,
  headers: Readonly<Record<string, string>>,
  form: Readonly<Record<string, string>>,
  fetcher: typeof fetch,
): Promise<{ ok: boolean; json: unknown }> {
  try {
    const response = await fetcher(url, {
      method: "POST",
      redirect: "error",
      headers: { ...headers, "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(form),
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

/** Sends a POST authenticated as the platform's OAuth client. */
function postAsClient(
  settings: OAuthSettings,
  client: OAuthClient,
  request: { readonly url: string; readonly form: Readonly<Record<string, string>> },
  fetcher: typeof fetch,
) {
  const inBody =
    settings.clientAuth === "body"
      ? { client_id: client.clientId, client_secret: client.clientSecret }
      : {};
  const form = { ...request.form, ...inBody };
  return post(request.url, clientHeaders(settings, client), form, fetcher);
}

/**
 * Exchanges an authorisation code once, without retries. Throws "upstream"; `details.reason` is the provider's OAuth error
 * code or `unreachable`.
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
  const answer = await postAsClient(
    settings,
    client,
    { url: settings.tokenUrl, form: { grant_type: "authorization_code", code } },
    fetcher,
  );
  if (answer.ok) return settings.parseToken(answer.json);
  const reason = oauthError.safeParse(answer.json).data?.error ?? "token_exchange_failed";
  throw new AppError("upstream", "The provider did not accept the authorisation.", {
    details: { reason },
  });
}

/** Credentials for revoking an authorisation: the token, or the platform's client and the account id. */
export interface RevocationProof {
  readonly client: OAuthClient | null;
  readonly accountId: string;
  /** Returns the connection's token. Only called if the request is authenticated by it. */
  readonly accessToken: () => Promise<string | undefined>;
}

/**
 * Revokes the authorisation at the provider. Returns false if the provider has no revocation or the credentials are missing.
 * An already revoked authorisation counts as success. Throws "upstream" if the result is unknown.
 */
export async function deauthorize(
  settings: OAuthSettings,
  proof: RevocationProof,
  fetcher: typeof fetch,
): Promise<boolean> {
  const isDone = await askToEnd(settings, proof, fetcher);
  if (isDone === false)
    throw new AppError(
      "upstream",
      "The provider did not revoke the authorisation. Try again, or remove the app at the provider.",
    );
  return isDone === true;
}

/** Returns `null` if no request was sent. */
async function askToEnd(
  settings: OAuthSettings,
  { client, accountId, accessToken }: RevocationProof,
  fetcher: typeof fetch,
): Promise<boolean | null> {
  const { revocation } = settings;
  if (revocation === null) return null;
  if (revocation.bearer === "token") {
    const token = await accessToken();
    if (token === undefined) return null;
    const headers = { authorization: `Bearer ${token}` };
    return revocation.isDone((await post(revocation.url, headers, {}, fetcher)).json);
  }
  if (!client) return null;
  const form = revocation.form(client.clientId, accountId);
  const answer = await postAsClient(settings, client, { url: revocation.url, form }, fetcher);
  return answer.ok || revocation.isAlreadyRevoked(answer.json);
}
