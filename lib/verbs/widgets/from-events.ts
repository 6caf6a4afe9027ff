import { eventLine } from "@/lib/automations/event-line";
import { groupByPayment, paymentLine } from "@/lib/business/payment-events";
import { matchTopic } from "@/lib/core/topics";

import { customerNames } from "../objects/names";
import type { Context } from "../types";
import { isBusinessEvent } from "./business-event";
import type { LoadOf, Source } from "./source";

/** Reads the newest events, each with its line for people. Events of one payment share one, in a list for the business. */
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
  const groups = businessOnly
    ? groupByPayment(matching)
    : matching.map((event) => ({ events: [event] as const }));
  const body = groups.map(({ events: [event, ...others] }) => ({
    ...event,
    line:
      (businessOnly ? paymentLine([event, ...others], nameOf(event)?.name ?? null) : null) ??
      eventLine(event, context.services.catalogue, nameOf(event)),
  }));
  return { body, hasMore: (recent.at(-1)?.seq ?? 1) > 1, connection: null, warnings: [] };
}
