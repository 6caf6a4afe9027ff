import "server-only";
import { eventHead, type EventHead, type MeshEvent } from "@/lib/mesh/event";

/** The rows of a list of events: their heads, each with its line for people. Their data stays on the server. */
export const toEventRows = (
  events: readonly (MeshEvent & { readonly line?: string | undefined })[],
): readonly (EventHead & { readonly line: string })[] =>
  events.map((event) => ({ ...eventHead(event), line: event.line ?? event.type }));
