import { z } from "zod";

import { listConnections as load } from "@/lib/db/connections";
import { providers } from "@/lib/providers/registry";
import type { ProviderAdapter } from "@/lib/providers/types";

import { defineVerb } from "../define";

/** Each provider with how it can be connected here, and this workspace's connections to it. */
export const listConnections = defineVerb({
  name: "connections.list",
  description: "Lists the providers and this workspace's connections to them.",
  effect: "read",
  role: "viewer",
  input: z.object({}),
  async run({ services, user, workspaceId }) {
    const rows = await services.db.withUser(user, (trx) => load(trx, workspaceId));
    return Object.values<ProviderAdapter>(providers).map(({ manifest, oauth, webhook }) => ({
      manifest,
      webhook: webhook && {
        setup: webhook.setup,
        consentDoor: webhook.consentDoor,
        takesSecret: webhook.signedWith === undefined,
      },
      /** Whether the provider has a consent page at all. */
      hasConsent: oauth !== undefined,
      /** Whether the provider can be told to end an authorisation. */
      canRevoke: Boolean(oauth?.revocation),
      /** Whether the consent page can be offered; otherwise the card names the variables. */
      canConnect: Boolean(oauth && services.oauthClient(manifest.id)),
      connections: rows.filter((row) => row.provider === manifest.id),
    }));
  },
});
