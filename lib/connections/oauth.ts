import { createHash, randomBytes } from "node:crypto";

import { z } from "zod";

import { AppError } from "@/lib/core/errors";
import type { OAuthSettings, OAuthToken } from "@/lib/providers/types";

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

/** Where the person goes to consent. */
export function authorizationUrl(
  settings: OAuthSettings,
  client: OAuthClient,
  state: string,
): string {
  const url = new URL(settings.authorizeUrl);
  url.search = new URLSearchParams({
    response_type: "code",
    client_id: client.clientId,
    scope: settings.scope,
    state,
    redirect_uri: client.redirectUri,
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

/**
 * Exchanges an authorisation code, once: a second use of a code revokes the connection, so nothing here repeats it.
 * Throws "upstream"; `details.reason` is the provider's OAuth error code, or `unreachable`.
 */
export async function exchangeCode(
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
