import { z } from "zod";

import { providerSchema } from "@/lib/contracts/connection";
import { listOf } from "@/lib/contracts/parts";
import { listAutomations } from "@/lib/db/automations";
import { listConnections as load } from "@/lib/db/connections";
import type { Transaction } from "@/lib/db/database";
import { definitionsOf } from "@/lib/db/dispatch";
import { gradeLine } from "@/lib/providers/grade";
import { listProviders } from "@/lib/providers/registry";
import type { ProviderAdapter } from "@/lib/providers/types";

import { defineVerb } from "../define";
import { usesConnection } from "./uses";

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
  /** True if accounts are kept as a synced copy. */
  hasCopy: adapter.objects !== undefined,
});

/** Returns each automation with its live version, or the newest one if none is live. */
async function currentDefinitions(trx: Transaction, workspaceId: string) {
  const automations = await listAutomations(trx, workspaceId);
  const shown = automations.map(({ id, name, liveVersion, latestVersion }) => ({
    id,
    name,
    version: liveVersion ?? latestVersion,
  }));
  const definitions = await definitionsOf(trx, shown);
  return shown.map(({ id, name, version }) => ({
    id,
    name,
    definition: definitions.get(`${id}@${version}`),
  }));
}

/** Lists the providers, the available ways to connect them, and the workspace's connections. */
export const listConnections = defineVerb({
  name: "connections.list",
  description:
    "Lists the providers and this workspace's connections to them, with the automations that use each.",
  effect: "read",
  role: "viewer",
  input: z.object({}),
  output: listOf(providerSchema),
  async run({ services, user, workspaceId }) {
    const [rows, automations] = await services.db.withUser(user, async (trx) => [
      await load(trx, workspaceId),
      await currentDefinitions(trx, workspaceId),
    ]);
    const accounts = rows.filter(({ status }) => status !== "revoked");
    return listProviders().map((adapter) => ({
      ...described(adapter),
      /** False if the OAuth client is not configured; the card then names the variables. */
      canConnect: Boolean(adapter.oauth && services.oauthClient(adapter.name)),
      /** URL of the provider's emulator on this machine. */
      emulator: services.env.provider(adapter.name, adapter.manifest.variables).apiBase,
      connections: rows
        .filter((row) => row.provider === adapter.name)
        .map((row) => ({
          ...row,
          automations:
            row.status === "revoked"
              ? []
              : automations
                  .filter(({ definition }) => usesConnection(definition, row, accounts))
                  .map(({ id, name }) => ({ id, name })),
        })),
    }));
  },
});
