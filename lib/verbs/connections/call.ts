import { AppError } from "@/lib/core/errors";
import {
  findConnection,
  setConnectionStatus,
  touchConnection,
  type ConnectionRow,
} from "@/lib/db/connections";
import { ProviderError } from "@/lib/providers/errors";

import type { Context, Services } from "../types";
import { publishConnectionEvent } from "./events";

/** The connection of this workspace, or AppError "not_found". */
export async function requireConnection(
  { services, user, workspaceId }: Context,
  id: string,
): Promise<ConnectionRow> {
  const connection = await services.db.withUser(user, (trx) =>
    findConnection(trx, workspaceId, id),
  );
  if (!connection)
    throw new AppError("not_found", "There is no such connection in this workspace.");
  return connection;
}

export const planConnection = (connection: ConnectionRow) => ({
  id: connection.id,
  provider: connection.provider,
  workspace: connection.workspaceId,
  account: connection.accountId,
  livemode: connection.livemode,
});

/** Remembers what a call taught about the connection's health, and says so on the mesh when it changed. */
async function noteHealth(
  services: Services,
  connection: ConnectionRow,
  error: unknown,
): Promise<void> {
  const system = { kind: "system", id: "health" } as const;
  if (error === null) {
    if (connection.status === "active") return;
    const changed = await services.db.withService((trx) =>
      setConnectionStatus(trx, connection.id, "active"),
    );
    if (changed) await publishConnectionEvent(services, connection, "connected", system);
    return;
  }
  if (!(error instanceof ProviderError) || connection.status === "revoked") return;
  if (error.lacksPermission) return;
  const needsReauth = error.action === "reconnect";
  const failing = error.apiCode === "NETWORK_ERROR" || error.apiCode === "PROVIDER_ERROR";
  if (!needsReauth && !failing) return;
  const status = needsReauth ? "needs_reauth" : "degraded";
  const changed = await services.db.withService((trx) =>
    setConnectionStatus(trx, connection.id, status, error.message.slice(0, 500)),
  );
  if (changed) await publishConnectionEvent(services, connection, status, system);
}

/** Reads through a connection, one page of it, and keeps its health up to date. Throws ProviderError, or "conflict" for a revoked connection. */
export async function readThrough(
  services: Services,
  connection: ConnectionRow,
  operation: string,
  input: unknown,
  cursor?: string,
) {
  if (connection.status === "revoked")
    throw new AppError("conflict", "This account is disconnected. Connect it again.", {
      details: { action: "reconnect" },
    });
  try {
    const result = await services.execute(planConnection(connection), operation, input, {
      mode: "apply",
      cursor,
    });
    await noteHealth(services, connection, null);
    return result;
  } catch (error) {
    await noteHealth(services, connection, error);
    throw error;
  }
}

export async function noteWorking(services: Services, connection: ConnectionRow): Promise<void> {
  await services.db.withService((trx) => touchConnection(trx, connection.id));
}
