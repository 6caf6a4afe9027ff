import "server-only";
import { groupByPayment, paymentLine } from "@/lib/business/payment-events";
import { eventHead, type EventHead, type MeshEvent } from "@/lib/mesh/event";
import type { NameOf } from "@/lib/verbs/objects/names";

type ListedEvent = MeshEvent & { readonly line?: string | undefined };

/** The rows of a list of events: their heads, each with its line for people. Their data stays on the server. */
export const toEventRows = (
  events: readonly ListedEvent[],
): readonly (EventHead & { readonly line: string })[] =>
  events.map((event) => ({ ...eventHead(event), line: event.line ?? event.type }));

/** The rows of a list in which the events of one payment are one row that holds them. */
export const toGroupedRows = (
  events: readonly ListedEvent[],
  nameOf: NameOf,
): readonly (ReturnType<typeof toEventRows>[number] & {
  readonly parts: ReturnType<typeof toEventRows>;
})[] =>
  groupByPayment(events).flatMap(({ events: parts }) => {
    const rows = toEventRows(parts);
    const [newest] = rows;
    if (!newest) return [];
    const person = parts.map((event) => nameOf(event)?.name).find((name) => name !== undefined);
    const line = paymentLine(parts, person ?? null) ?? newest.line;
    return [rows.length > 1 ? { ...newest, line, parts: rows } : { ...newest, parts: [] }];
  });
