import "server-only";
import type { Catalogue } from "@/lib/automations/catalogue";
import { eventLine } from "@/lib/automations/event-line";
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
