import * as oauth from "oauth4webapi";

import { AppError } from "@/lib/core/errors";
import type { OAuthSettings, OAuthToken } from "@/lib/providers/types";

/** The platform's OAuth client. */
export interface OAuthClient {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Registered redirect URI, sent unchanged. */
  readonly redirectUri: string;
}

/** Parameters of the callback, with the code verifier. */
export interface Consent {
  readonly code: string;
  readonly state: string;
  readonly verifier: string | null;
}

const TIMEOUT_MS = 10_000;

function serverOf(settings: OAuthSettings): oauth.AuthorizationServer {
  return { issuer: new URL(settings.authorizeUrl).origin, token_endpoint: settings.tokenUrl };
}

function authOf(settings: OAuthSettings, client: OAuthClient): oauth.ClientAuth {
  return settings.clientAuth === "basic"
    ? oauth.ClientSecretBasic(client.clientSecret)
    : oauth.ClientSecretPost(client.clientSecret);
}

function optionsOf(settings: OAuthSettings, fetcher: typeof fetch) {
  return {
    [oauth.customFetch]: (url: string, init: RequestInit) =>
      fetcher(url, { ...init, redirect: "error" }),
    // Plain http is only used for an emulator on this machine.
    [oauth.allowInsecureRequests]: settings.tokenUrl.startsWith("http:"),
    signal: () => AbortSignal.timeout(TIMEOUT_MS),
  };
}

/** Creates an error whose `reason` is the OAuth error code, `unreachable` or `token_exchange_failed`. The provider's message is omitted because it can contain the code. */
const failure = (reason: string, cause?: unknown) =>
  new AppError(
    "upstream",
    reason === "unreachable"
      ? "The provider could not be reached. Try again."
      : "The provider did not accept the authorisation.",
    { details: { reason }, ...(cause === undefined ? {} : { cause }) },
  );

function reasonOf(error: unknown): string {
  const code = error instanceof oauth.ResponseBodyError ? error.error : "";
  return /^[a-z_]{1,40}$/.test(code) ? code : "token_exchange_failed";
}

async function answerOf(
  settings: OAuthSettings,
  request: () => Promise<Response>,
  read: (response: Response, options: oauth.ProcessTokenResponseOptions) => Promise<unknown>,
): Promise<OAuthToken> {
  let response: Response;
  try {
    response = await request();
  } catch (error) {
    throw failure("unreachable", error);
  }
  if (response.status >= 500) {
    await response.body?.cancel();
    throw failure("unreachable");
  }
  // Some providers return errors with status 200, which the library would report as a missing token.
  const refused = settings.refusalOf?.(
    await response
      .clone()
      .json()
      .catch(() => null),
  );
  if (refused !== undefined) throw failure(refused);
  const types = (settings.tokenTypes ?? []).map((type) => [type, () => {}] as const);
  const json = await read(response, { recognizedTokenTypes: Object.fromEntries(types) }).catch(
    (error: unknown) => {
      throw failure(reasonOf(error));
    },
  );
  return settings.parseToken(json);
}

/** Exchanges a code for a token. Throws "upstream" with `details.reason`. */
export async function exchangeByLibrary(
  settings: OAuthSettings,
  client: OAuthClient,
  consent: Consent,
  fetcher: typeof fetch,
): Promise<OAuthToken> {
  const server = serverOf(settings);
  const us = { client_id: client.clientId };
  const { code, state, verifier } = consent;
  const params = oauth.validateAuthResponse(
    server,
    us,
    new URLSearchParams({ code, state }),
    state, // the attempt was found by this state's hash
  );
  return answerOf(
    settings,
    () =>
      oauth.authorizationCodeGrantRequest(
        server,
        us,
        authOf(settings, client),
        params,
        client.redirectUri,
        verifier ?? oauth.nopkce,
        optionsOf(settings, fetcher),
      ),
    (response, options) => oauth.processAuthorizationCodeResponse(server, us, response, options),
  );
}

/** Renews a token. Throws "upstream" with `details.reason`; `invalid_grant` is permanent. */
export async function refreshToken(
  settings: OAuthSettings,
  client: OAuthClient,
  refresh: string,
  fetcher: typeof fetch,
): Promise<OAuthToken> {
  const server = serverOf(settings);
  const us = { client_id: client.clientId };
  return answerOf(
    settings,
    () =>
      oauth.refreshTokenGrantRequest(
        server,
        us,
        authOf(settings, client),
        refresh,
        optionsOf(settings, fetcher),
      ),
    (response, options) => oauth.processRefreshTokenResponse(server, us, response, options),
  );
}
