import { z } from "zod";

import { listConnections as load } from "@/lib/db/connections";
import { gradeLine } from "@/lib/providers/grade";
import { listProviders } from "@/lib/providers/registry";
import type { ProviderAdapter } from "@/lib/providers/types";

import { defineVerb } from "../define";

/** What a provider declares, as far as the settings card shows it. */
const described = (adapter: ProviderAdapter) => ({
  manifest: adapter.manifest,
  grade: gradeLine(adapter),
  webhook: adapter.webhook && {
    setup: adapter.webhook.setup,
    consentDoor: adapter.webhook.consentDoor,
    takesSecret: adapter.webhook.signedWith === undefined,
  },
  /** Whether the provider has a consent page at all. */
  hasConsent: adapter.oauth !== undefined,
  /** Whether the provider can be told to end an authorisation. */
  canRevoke: Boolean(adapter.oauth?.revocation),
});

/** Each provider with how it can be connected here, and this workspace's connections to it. */
export const listConnections = defineVerb({
  name: "connections.list",
  description: "Lists the providers and this workspace's connections to them.",
  effect: "read",
  role: "viewer",
  input: z.object({}),
  async run({ services, user, workspaceId }) {
    const rows = await services.db.withUser(user, (trx) => load(trx, workspaceId));
    return listProviders().map((adapter) => ({
      ...described(adapter),
      /** Whether the consent page can be offered; otherwise the card names the variables. */
      canConnect: Boolean(adapter.oauth && services.oauthClient(adapter.name)),
      /** What stands in for the provider on this machine. */
      emulator: services.env.provider(adapter.name, adapter.manifest.variables).apiBase,
      connections: rows.filter((row) => row.provider === adapter.name),
    }));
  },
});
