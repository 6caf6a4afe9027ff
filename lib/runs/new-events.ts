import { happenedBefore } from "@/lib/automations/trigger";
import type { Transaction } from "@/lib/db/database";
import { eventsSince } from "@/lib/db/dispatch";
import { isErased, isShort, type MeshEvent } from "@/lib/mesh/event";

/**
 * The events that may start an automation or end a waiting step: those that have their data, are not about an erased customer,
 * and happened since their account was connected.
 */
export async function newEvents(
  trx: Transaction,
  events: readonly MeshEvent[],
): Promise<MeshEvent[]> {
  const connections = new Set(events.flatMap(({ connection }) => connection ?? []));
  const since = await eventsSince(trx, [...connections]);
  return events.filter((event) => {
    const start = since.get(event.connection ?? "");
    return (
      !isShort(event) && !isErased(event) && (start === undefined || !happenedBefore(event, start))
    );
  });
}
