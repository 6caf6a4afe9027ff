import { z } from "zod";

import { matchTopic } from "@/lib/core/topics";
import type { MeshEvent } from "@/lib/mesh/event";
import { FULL_PAGE } from "@/lib/mesh/log";

import { defineVerb } from "../define";

const SCAN = 500;
const MAX_SCANS = 10;

/** Newest first. `next` is the sequence number to go on before, or `null` at the end of the log. */
export const listEvents = defineVerb({
  name: "events.list",
  description:
    "Lists stored events, newest first, by type pattern, by text, and by an id that they are about, name or follow from.",
  effect: "read",
  role: "viewer",
  input: z.object({
    pattern: z.string().max(200).default("**"),
    text: z.string().max(200).default(""),
    /** An id: of the event, its subject, its cause, its story, or any field of its data. */
    related: z.string().max(200).default(""),
    limit: z.int().min(1).max(SCAN).default(50),
    before: z.coerce.number().int().positive().optional(),
  }),
  async run({ services, workspaceId }, { pattern, text, related, limit, before }) {
    const needle = text.trim().toLowerCase();
    const id = related.trim() && JSON.stringify(related.trim());
    const fits = (event: MeshEvent) => {
      if (!matchTopic(pattern || "**", event.type)) return false;
      if (needle === "" && id === "") return true;
      const json = JSON.stringify(event);
      // A whole JSON text: `"pi_1"` is not found in `"pi_12"`.
      return json.toLowerCase().includes(needle) && json.includes(id);
    };
    const found: MeshEvent[] = [];
    let next: number | null = before ?? null;
    for (let scan = 0; scan < MAX_SCANS; scan++) {
      const page = await services.log.recent(workspaceId, SCAN, next ?? undefined);
      const room = limit - found.length;
      const matching = page.filter(fits);
      found.push(...matching.slice(0, room));
      const last = matching.length > room ? found.at(-1) : page.at(-1);
      next = page.length < FULL_PAGE && matching.length <= room ? null : (last?.seq ?? null);
      if (next === null || found.length >= limit) break;
    }
    return { events: found, next };
  },
});
