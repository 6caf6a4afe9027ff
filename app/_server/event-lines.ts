import "server-only";
import type { MeshEvent } from "@/lib/mesh/event";
import { listEvents } from "@/lib/verbs/events/list";
import type { Context } from "@/lib/verbs/types";

const PAGE = 500;
const MAX_LINES = 10_000;
const encoder = new TextEncoder();

const toLines = (events: readonly MeshEvent[]) =>
  encoder.encode(events.map((event) => `${JSON.stringify(event)}\n`).join(""));

/** The events that a filter leaves, newest first, one JSON object per line, at most 10,000; read from the log while they are sent. */
export async function eventLines(
  context: Context,
  filter: Readonly<Record<string, string | undefined>>,
): Promise<Response> {
  // The first page before the headers, so that a refusal still has its status.
  let page = await listEvents.run(context, { ...filter, limit: PAGE });
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      for (;;) {
        const events = page.events.slice(0, MAX_LINES - sent);
        const { next } = page;
        sent += events.length;
        if (events.length > 0) controller.enqueue(toLines(events));
        if (next === null || sent >= MAX_LINES) {
          controller.close();
          return;
        }
        page = await listEvents.run(context, { ...filter, limit: PAGE, before: next });
        // Asked again only after something was given: a page on which nothing fits is passed over here.
        if (events.length > 0) return;
      }
    },
  });
  const name = `events-${new Date().toISOString().slice(0, 10)}.ndjson`;
  return new Response(body, {
    headers: {
      "content-type": "application/x-ndjson; charset=utf-8",
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "no-store",
    },
  });
}
