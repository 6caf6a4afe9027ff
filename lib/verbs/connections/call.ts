import { AppError } from "@/lib/core/errors";
import { asPlanConnection, findConnection, type ConnectionRow } from "@/lib/db/connections";

import type { Context, Services } from "../types";

/** Reads a connection of the workspace. Throws "not_found". */
export async function requireConnection(
  { services, user, workspaceId }: Context,
  id: string,
): Promise<ConnectionRow> {
  const connection = await services.db.withUser(user, (trx) =>
    findConnection(trx, workspaceId, id),
  );
  if (!connection) throw new AppError("not_found", "This workspace has no such connection.");
  return connection;
}

/** Reads one page through a connection. Throws ProviderError, or "conflict" for a revoked connection. */
export async function readThrough(
  services: Services,
  connection: ConnectionRow,
  operation: string,
  { input, cursor }: { readonly input: unknown; readonly cursor?: string | undefined },
) {
  if (connection.status === "revoked")
    throw new AppError("conflict", "This account was disconnected. Connect it again.", {
      details: { action: "reconnect" },
    });
  return services.execute(asPlanConnection(connection), operation, input, {
    mode: "apply",
    cursor,
  });
}
