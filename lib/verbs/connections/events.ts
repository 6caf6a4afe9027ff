import { uuidv7 } from "@/lib/core/ids";
import type { ConnectionRow } from "@/lib/db/connections";
import type { Actor } from "@/lib/mesh/event";

import type { Services } from "../types";

export type ConnectionEvent =
  | "connected"
  | "degraded"
  | "needs_reauth"
  | "revoked"
  | "disconnected";

/** Publishes an event about a changed connection. */
export async function publishConnectionEvent(
  services: Pick<Services, "publisher" | "now">,
  connection: ConnectionRow,
  event: ConnectionEvent,
  actor: Actor,
): Promise<void> {
  await services.publisher.publish({
    id: uuidv7(),
    type: `connection.${event}`,
    source: "connections",
    subject: connection.id,
    time: services.now().toISOString(),
    data: {
      id: connection.id,
      provider: connection.provider,
      account: connection.accountId,
      label: connection.label,
      livemode: connection.livemode,
    },
    workspace: connection.workspaceId,
    origin: "system",
    connection: connection.id,
    livemode: connection.livemode,
    hops: 0,
    actor,
  });
}
