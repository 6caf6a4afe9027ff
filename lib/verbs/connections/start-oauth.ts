import { z } from "zod";

import { authorizationUrl, newState, newVerifier, sha256 } from "@/lib/connections/oauth";
import { verifierPlace } from "@/lib/connections/vault";
import { addressSchema } from "@/lib/contracts/connection";
import { AppError } from "@/lib/core/errors";
import { beginOAuthAttempt } from "@/lib/db/oauth-attempts";
import { getProvider } from "@/lib/providers/registry";

import { defineVerb, requireSession } from "../define";

/** Returns the URL of the provider's consent page. The state is valid once, for ten minutes and only in this session. */
export const startOAuth = defineVerb({
  name: "connections.start",
  description: "Starts connecting an account through the provider's consent page.",
  effect: "write",
  role: "admin",
  session: true,
  input: z.object({ provider: z.string().max(40) }),
  output: addressSchema,
  async run(context, { provider }) {
    const { services, user, workspaceId } = context;
    const adapter = getProvider(provider);
    const { oauth } = adapter;
    const client = services.oauthClient(provider);
    if (!oauth || !client)
      throw new AppError(
        "unavailable",
        `${adapter.manifest.name} is not configured on this installation.`,
        {
          details: { reason: "not_configured" },
        },
      );
    const { state, hash } = newState();
    const verifier = newVerifier(oauth);
    const begun = await services.db.withService((trx) =>
      beginOAuthAttempt(trx, hash, {
        provider,
        workspaceId,
        userId: user.sub,
        sessionHash: sha256(requireSession(context).sessionId),
        livemode: oauth.isLive(client.clientSecret),
        sealedVerifier: verifier && services.vault.seal(verifier, verifierPlace(workspaceId, hash)),
      }),
    );
    if (!begun)
      throw new AppError(
        "rate_limited",
        "Too many connection attempts in the last hour. Try again later.",
        {
          details: { reason: "too_many_attempts" },
        },
      );
    return { url: authorizationUrl(oauth, client, state, verifier) };
  },
});
