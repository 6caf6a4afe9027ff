import { z } from "zod";

import { deauthorize } from "@/lib/connections/oauth";
import { disconnectEffectsSchema, disconnectedSchema } from "@/lib/contracts/connection";
import { findVersion, listAutomations } from "@/lib/db/automations";
import {
  asPlanConnection,
  connectionsOfAccount,
  listConnections,
  lockAccount,
  setConnectionStatus,
  type ConnectionRow,
} from "@/lib/db/connections";
import type { Transaction } from "@/lib/db/database";
import { setSyncState } from "@/lib/db/object-imports";
import { openSecret } from "@/lib/db/secrets";
import { tokenStore } from "@/lib/db/tokens";
import { ProviderError } from "@/lib/providers/errors";
import { getProvider } from "@/lib/providers/registry";

import { defineVerb } from "../define";
import { actorOf, type Services } from "../types";
import { requireConnection } from "./call";
import { publishConnectionEvent } from "./events";
import { namesConnection, needsProvider } from "./uses";

/** Renews an expired token by a call, because revoking needs a valid one. Ignores a token that is already revoked. */
async function renewEnding(services: Services, connection: ConnectionRow): Promise<void> {
  const store = tokenStore(services.db, services.vault, connection.workspaceId);
  if (!(await store.read(connection.id))?.expiresAt) return;
  try {
    const { identify } = getProvider(connection.provider);
    await services.execute(asPlanConnection(connection), identify, {}, { mode: "apply" });
  } catch (error) {
    if (!(error instanceof ProviderError) || error.action !== "reconnect") throw error;
  }
}

/** Revokes the authorisation at the provider unless another workspace uses the account. Returns true if it was revoked. */
async function endUpstream(
  services: Services,
  trx: Transaction,
  connection: ConnectionRow,
): Promise<boolean> {
  const { oauth } = getProvider(connection.provider);
  if (connection.authKind !== "oauth" || !oauth) return false;
  const left = await connectionsOfAccount(trx, connection);
  if (left.some((other) => other.id !== connection.id)) return false;
  const { id: connectionId, workspaceId, accountId } = connection;
  const place = { workspaceId, connectionId, field: "access_token" };
  return deauthorize(
    oauth,
    {
      client: services.oauthClient(connection.provider),
      accountId,
      async accessToken() {
        await renewEnding(services, connection);
        return openSecret(trx, services.vault, place);
      },
    },
    services.fetch,
  );
}

export const disconnectEffects = defineVerb({
  name: "connections.disconnect-effects",
  description:
    "Lists the enabled automations that would fail or no longer start without a connection.",
  effect: "read",
  role: "viewer",
  input: z.object({ id: z.uuid() }),
  output: disconnectEffectsSchema,
  async run(context, { id }) {
    const { services, user, workspaceId } = context;
    const connection = await requireConnection(context, id);
    const { provider } = connection;
    return services.db.withUser(user, async (trx) => {
      const all = await listConnections(trx, workspaceId);
      const isLast = !all.some(
        (one) => one.id !== id && one.provider === provider && one.status !== "revoked",
      );
      const automations = await listAutomations(trx, workspaceId);
      const broken: { id: string; name: string }[] = [];
      for (const { id: automation, name, status, liveVersion } of automations) {
        if (status !== "enabled" || liveVersion === null) continue;
        const live = await findVersion(trx, automation, liveVersion);
        const isHit =
          namesConnection(live?.definition, id) ||
          (isLast && needsProvider(live?.definition, provider));
        if (live && isHit) broken.push({ id: automation, name });
      }
      return { automations: broken };
    });
  },
});

export const disconnect = defineVerb({
  name: "connections.disconnect",
  description:
    "Disconnects an account at the provider and here. Deletes its secrets, and the synced copy of its objects if that is asked for. Keeps the event log.",
  effect: "destructive",
  role: "admin",
  session: true,
  input: z.object({
    id: z.uuid(),
    /** Deletes the synced copy too, within minutes. */
    deleteCopy: z.boolean().default(false),
  }),
  output: disconnectedSchema,
  async run(context, { id, deleteCopy }, record) {
    const { services } = context;
    const connection = await requireConnection(context, id);
    const { recorded, changed } = await services.db.withService(async (trx) => {
      // Without the lock, two workspaces that disconnect at once would each expect the other one to stay connected. It is
      // held during the call to the provider, which is rare and short.
      await lockAccount(trx, connection);
      const upstream =
        connection.status === "revoked" ? false : await endUpstream(services, trx, connection);
      const isChanged = await setConnectionStatus(trx, id, "revoked");
      if (deleteCopy) await setSyncState(trx, id, "deleting");
      const output = { account: connection.accountId, upstream };
      return { recorded: await record(trx, output), changed: isChanged };
    });
    if (changed)
      await publishConnectionEvent(services, connection, "disconnected", actorOf(context));
    return recorded;
  },
  audit: (input, output) => ({
    target: output.account,
    details: {
      connection: input.id,
      upstream: output.upstream,
      deleteCopy: input.deleteCopy,
    },
  }),
});
