import { z } from "zod";

import { exchangeCode, sha256 } from "@/lib/connections/oauth";
import { verifierPlace } from "@/lib/connections/vault";
import { connectedSchema, connectionSchema } from "@/lib/contracts/connection";
import { AppError } from "@/lib/core/errors";
import { claimOAuthAttempt, finishOAuthAttempt, outcomeOfAttempt } from "@/lib/db/oauth-attempts";
import { getProvider } from "@/lib/providers/registry";
import type { OAuthSettings, OAuthToken, ProviderCredentials } from "@/lib/providers/types";

import { defineVerb, requireSession } from "../define";
import { saveIdentified, type Credential } from "./connect";

const refuse = (reason: string) =>
  new AppError("invalid", "This authorisation is not valid. Connect the account again.", {
    details: { reason },
  });

const expiryOf = ({ expiresInSeconds }: OAuthToken, now: Date): Date | null =>
  expiresInSeconds === undefined ? null : new Date(now.getTime() + expiresInSeconds * 1000);

/** Returns the credentials for identifying the account of a new token. */
const tokenCredentials = (settings: OAuthSettings, token: OAuthToken): ProviderCredentials => ({
  accountId: token.accountId ?? undefined,
  livemode: token.livemode,
  ...(settings.actsWith === "token" ? { pat: token.secrets["access_token"] } : {}),
});

/**
 * Handles the callback of the consent page. Consumes the state in any case, then exchanges the code once.
 * Throws with `details.reason`: `access_denied invalid_state expired_state other_session no_code mode_mismatch identify_failed`
 * or the provider's OAuth error code.
 */
export const finishOAuth = defineVerb({
  name: "connections.connect",
  description: "Completes a connection after the provider's consent page.",
  effect: "write",
  role: "admin",
  session: true,
  input: z.object({
    provider: z.string().max(40),
    state: z.string().min(1).max(200),
    code: z.string().max(2000).optional(),
    error: z.string().max(100).optional(),
  }),
  output: connectionSchema,
  async run(context, { provider, state, code, error }, record) {
    const { services } = context;
    const adapter = getProvider(provider);
    const client = services.oauthClient(provider);
    if (!adapter.oauth || !client) throw refuse("not_configured");
    const attempt = await services.db.withService((trx) =>
      claimOAuthAttempt(trx, provider, sha256(state)),
    );
    if (!attempt) throw refuse("invalid_state");
    const sameSession = attempt.sessionHash.equals(sha256(requireSession(context).sessionId));
    if (attempt.userId !== context.user.sub || !sameSession) throw refuse("other_session");
    if (attempt.workspaceId !== context.workspaceId) throw refuse("other_workspace");
    if (attempt.expired) throw refuse("expired_state");
    if (error) throw refuse(error === "access_denied" ? "access_denied" : "provider_error");
    if (!code) throw refuse("no_code");
    const { sealedVerifier } = attempt;
    const place = verifierPlace(attempt.workspaceId, sha256(state));
    const verifier = sealedVerifier && services.vault.open(sealedVerifier, place).value;
    const consent = { code, state, verifier };
    const token = await exchangeCode(adapter.oauth, client, consent, services.fetch);
    if (token.livemode !== attempt.livemode) throw refuse("mode_mismatch");
    const credential: Credential = {
      authKind: "oauth",
      scope: token.scope,
      credentials: tokenCredentials(adapter.oauth, token),
      secrets: token.secrets,
      token:
        adapter.oauth.actsWith === "token" ? { expiresAt: expiryOf(token, services.now()) } : null,
      keyHint: null,
    };
    return saveIdentified(context, adapter, credential, async (trx, connection) => {
      await finishOAuthAttempt(trx, sha256(state), connection.id);
      return record(trx, connection);
    });
  },
  audit: (_input, connection) => ({
    target: connection.accountId,
    details: { connection: connection.id, by: "oauth", livemode: connection.livemode },
  }),
});

const WAIT_MS = 5000;
const POLL_MS = 200;

/** Handles a repeated callback, which waits for the result of the first one. */
export const repeatedOAuth = defineVerb({
  name: "connections.repeated",
  description: "Returns true if this session already completed a connection with this state.",
  effect: "read",
  role: "admin",
  input: z.object({ provider: z.string().max(40), state: z.string().min(1).max(200) }),
  output: connectedSchema,
  async run(context, { provider, state }) {
    const { services, user, workspaceId } = context;
    const attempt = {
      provider,
      workspaceId,
      userId: user.sub,
      sessionHash: sha256(requireSession(context).sessionId),
    };
    const until = services.now().getTime() + WAIT_MS;
    for (;;) {
      const outcome = await services.db.withService((trx) =>
        outcomeOfAttempt(trx, sha256(state), attempt),
      );
      if (!outcome || outcome.connectionId !== null) return { connected: outcome !== undefined };
      if (services.now().getTime() > until) return { connected: false };
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  },
});
