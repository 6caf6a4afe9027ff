import type { AttemptRow } from "@/lib/db/action-attempts";
import type { NewEvent } from "@/lib/mesh/log";

import { actorOf, type Context } from "../types";

/** The event that an action waits for a second person, or that this person decided. */
export function actionEvent(
  context: Context,
  row: AttemptRow,
  said: "requested" | "approved" | "denied",
): NewEvent {
  const { workspaceId, services, user } = context;
  const { id, type, objectId, connectionId, summary, amount, currency, note } = row;
  return {
    id: `${id}:${said}`,
    type: `action.${said}`,
    source: `ui:${user.sub}`,
    subject: id,
    time: services.now().toISOString(),
    data: { action: id, object: objectId, objectType: type, summary, amount, currency, note },
    workspace: workspaceId,
    connection: connectionId,
    origin: "system",
    hops: 0,
    actor: actorOf(context),
  };
}
