import { z } from "zod";

import { matchTopic } from "@/lib/core/topics";
import type { MeshEvent } from "@/lib/mesh/event";

import { defineVerb } from "../define";

const PAGE = 50;
const SCAN = 500;
const MAX_SCANS = 10;

/** Newest first. `next` is the sequence number to go on before, or `null` at the end of the log. */
export const listEvents = defineVerb({
  name: "events.list",
  description: "Lists stored events, newest first, by type pattern and by text.",
  effect: "read",
  role: "viewer",
  input: z.object({
    pattern: z.string().max(200).default("**"),
    text: z.string().max(200).default(""),
    before: z.coerce.number().int().positive().optional(),
  }),
  async run({ services, workspaceId }, { pattern, text, before }) {
    const needle = text.trim().toLowerCase();
    const fits = (event: MeshEvent) =>
      matchTopic(pattern || "**", event.type) &&
      (needle === "" || JSON.stringify(event).toLowerCase().includes(needle));
    const found: MeshEvent[] = [];
    let next: number | null = before ?? null;
    for (let scan = 0; scan < MAX_SCANS; scan++) {
      const page = await services.log.recent(workspaceId, SCAN, next ?? undefined);
      const room = PAGE - found.length;
      const matching = page.filter(fits);
      found.push(...matching.slice(0, room));
      const last = matching.length > room ? found.at(-1) : page.at(-1);
      next = page.length < SCAN && matching.length <= room ? null : (last?.seq ?? null);
      if (next === null || found.length >= PAGE) break;
    }
    return { events: found, next };
  },
});
