import "server-only";
import type { Catalogue } from "@/lib/automations/catalogue";
import { eventLine } from "@/lib/automations/event-line";
import { groupByPayment, paymentLine } from "@/lib/business/payment-events";
import { eventHead, type EventHead, type MeshEvent } from "@/lib/mesh/event";
import type { NameOf } from "@/lib/verbs/objects/names";

/** The rows of a list of events: their heads, each with its line for people. Their data stays on the server. */
export const toEventRows = (
  events: readonly MeshEvent[],
  catalogue: Catalogue,
  nameOf: NameOf,
): readonly (EventHead & { readonly line: string })[] =>
  events.map((event) => ({
    ...eventHead(event),
    line: eventLine(event, catalogue, nameOf(event)),
  }));

/** The rows of a list in which the events of one payment are one row that holds them. */
export const toGroupedRows = (
  events: readonly MeshEvent[],
  catalogue: Catalogue,
  nameOf: NameOf,
): readonly (ReturnType<typeof toEventRows>[number] & {
  readonly parts: ReturnType<typeof toEventRows>;
})[] =>
  groupByPayment(events).flatMap(({ events: parts }) => {
    const rows = toEventRows(parts, catalogue, nameOf);
    const [newest] = rows;
    if (!newest) return [];
    const person = parts.map((event) => nameOf(event)?.name).find((name) => name !== undefined);
    const line = paymentLine(parts, person ?? null) ?? newest.line;
    return [rows.length > 1 ? { ...newest, line, parts: rows } : { ...newest, parts: [] }];
  });
