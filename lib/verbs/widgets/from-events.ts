import { eventLine } from "@/lib/automations/event-line";
import { matchTopic } from "@/lib/core/topics";

import { customerNames } from "../objects/names";
import type { Context } from "../types";
import { isBusinessEvent } from "./business-event";
import type { LoadOf, Source } from "./source";

/** Reads the newest events, each with its line for people. */
export async function fromEvents(
  context: Context,
  { board, dataSource: { pattern, limit, businessOnly } }: LoadOf<"events">,
): Promise<Source> {
  const recent = await board.recentEvents();
  const matching = recent
    .filter((event) => matchTopic(pattern, event.type))
    .filter((event) => !businessOnly || isBusinessEvent(event, context.services.catalogue))
    .slice(0, limit);
  const nameOf = await customerNames(context, matching);
  const body = matching.map((event) => ({
    ...event,
    line: eventLine(event, context.services.catalogue, nameOf(event)),
  }));
  return { body, hasMore: (recent.at(-1)?.seq ?? 1) > 1, connection: null, warnings: [] };
}
