import type { ConnectionStatus } from "@/lib/contracts/connection";
import { logger } from "@/lib/core/server/logger";
import { cutText } from "@/lib/core/storable";
import { findConnection, setConnectionStatus } from "@/lib/db/connections";
import type { ProviderError } from "@/lib/providers/errors";
import type { HealthPort } from "@/lib/providers/execute";
import { publishConnectionEvent, type ConnectionEvent } from "@/lib/verbs/connections/events";
import type { Services } from "@/lib/verbs/types";

const ACTOR = { kind: "system", id: "health" } as const;

/** The state that a refusal puts a connection into; `null` when it says nothing about the connection as a whole. */
function statusAfter(error: ProviderError): "needs_reauth" | "degraded" | null {
  if (error.lacksPermission) return null;
  if (error.action === "reconnect") return "needs_reauth";
  const isFailing = error.apiCode === "NETWORK_ERROR" || error.apiCode === "PROVIDER_ERROR";
  return isFailing ? "degraded" : null;
}

/**
 * Keeps the health of connections: what each call teaches, whoever made it, is written down and told on the mesh when
 * it is new. Trouble in doing so is logged and does not change how the call ended.
 */
export function createHealth(services: Omit<Services, "execute">): HealthPort {
  const change = async (
    { id, workspace }: Parameters<HealthPort>[0],
    status: ConnectionStatus,
    event: ConnectionEvent,
    reason: string | null,
  ) => {
    const changed = await services.db.withService(async (trx) => {
      const connection = await findConnection(trx, workspace ?? "", id);
      if (!connection || connection.status === "revoked") return undefined;
      return (await setConnectionStatus(trx, id, status, reason)) ? connection : undefined;
    });
    if (changed) await publishConnectionEvent(services, changed, event, ACTOR);
  };
  return async (connection, error) => {
    if (connection.workspace === undefined || connection.status === "revoked") return;
    const status = error === null ? "active" : statusAfter(error);
    if (status === null || (error === null && connection.status === "active")) return;
    const reason = error === null ? null : cutText(error.message, 500);
    await change(connection, status, status === "active" ? "connected" : status, reason).catch(
      (err: unknown) => logger.warn({ err, connection: connection.id }, "health not noted"),
    );
  };
}
