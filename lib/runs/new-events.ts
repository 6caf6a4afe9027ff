import { happenedBefore } from "@/lib/automations/trigger";
import type { Transaction } from "@/lib/db/database";
import { eventsSince } from "@/lib/db/dispatch";
import { isShort, type MeshEvent } from "@/lib/mesh/event";

/**
 * The events that may start an automation or end a waiting step: those that have their data, and that happened since
 * their account was connected.
 */
export async function newEvents(
  trx: Transaction,
  events: readonly MeshEvent[],
): Promise<MeshEvent[]> {
  const connections = new Set(events.flatMap(({ connection }) => connection ?? []));
  const since = await eventsSince(trx, [...connections]);
  return events.filter((event) => {
    const start = since.get(event.connection ?? "");
    return !isShort(event) && (start === undefined || !happenedBefore(event, start));
  });
}
