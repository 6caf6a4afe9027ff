import { z } from "zod";

import { providerSchema } from "@/lib/contracts/connection";
import { listOf } from "@/lib/contracts/parts";
import { listConnections as load } from "@/lib/db/connections";
import { gradeLine } from "@/lib/providers/grade";
import { listProviders } from "@/lib/providers/registry";
import type { ProviderAdapter } from "@/lib/providers/types";

import { defineVerb } from "../define";

/** Returns the parts of a provider that the settings show. */
const described = (adapter: ProviderAdapter) => ({
  manifest: adapter.manifest,
  grade: gradeLine(adapter),
  webhook: adapter.webhook && {
    setup: adapter.webhook.setup,
    consentEndpoint: adapter.webhook.consentEndpoint,
    takesSecret: adapter.webhook.signedWith === undefined,
  },
  /** True if the provider has a consent page. */
  hasConsent: adapter.oauth !== undefined,
  /** True if the authorisation can be revoked at the provider. */
  canRevoke: Boolean(adapter.oauth?.revocation),
});

/** Lists the providers, the available ways to connect them, and the workspace's connections. */
export const listConnections = defineVerb({
  name: "connections.list",
  description: "Lists the providers and this workspace's connections to them.",
  effect: "read",
  role: "viewer",
  input: z.object({}),
  output: listOf(providerSchema),
  async run({ services, user, workspaceId }) {
    const rows = await services.db.withUser(user, (trx) => load(trx, workspaceId));
    return listProviders().map((adapter) => ({
      ...described(adapter),
      /** False if the OAuth client is not configured; the card then names the variables. */
      canConnect: Boolean(adapter.oauth && services.oauthClient(adapter.name)),
      /** URL of the provider's emulator on this machine. */
      emulator: services.env.provider(adapter.name, adapter.manifest.variables).apiBase,
      connections: rows.filter((row) => row.provider === adapter.name),
    }));
  },
});
