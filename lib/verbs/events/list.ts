import { z } from "zod";

import { createTextSearch } from "@/lib/core/search";
import { matchTopicSearch } from "@/lib/core/topics";
import { WorkBudget } from "@/lib/core/work-budget";
import type { MeshEvent } from "@/lib/mesh/event";
import { FULL_PAGE } from "@/lib/mesh/log";

import { defineVerb } from "../define";

const SCAN = 500;
const MAX_SCANS = 10;
/** A search that takes longer ends where it is; the caller goes on from there. */
const MAX_WORK_MS = 1000;

/** Newest first by when they happened. `next` is the event to go on after, by its sequence number; `null` at the end. */
export const listEvents = defineVerb({
  name: "events.list",
  description:
    "Lists stored events, newest first, by type, by text or amount, and by an id that they are about, name or follow from.",
  effect: "read",
  role: "viewer",
  input: z.object({
    /** A pattern such as `stripe.payment.*`, or a part of a type such as `payment`. */
    pattern: z.string().max(200).default("**"),
    /** Anything in an event's values; an amount as people write it (`75`, `$75.00`) also finds 7500 usd. */
    text: z.string().max(200).default(""),
    /** An id: of the event, its subject, its cause, its story, or any field of its data. */
    related: z.string().max(200).default(""),
    limit: z.int().min(1).max(SCAN).default(50),
    before: z.coerce.number().int().positive().optional(),
  }),
  async run({ services, workspaceId }, { pattern, text, related, limit, before }) {
    const isFound = createTextSearch(text);
    const id = related.trim() && JSON.stringify(related.trim());
    const fits = (event: MeshEvent) => {
      if (!matchTopicSearch(pattern, event.type) || !isFound(event)) return false;
      // A whole JSON text: `"pi_1"` is not found in `"pi_12"`.
      return id === "" || JSON.stringify(event).includes(id);
    };
    const budget = new WorkBudget(MAX_WORK_MS, MAX_WORK_MS);
    const found: MeshEvent[] = [];
    let next: number | null = before ?? null;
    for (let scan = 0; scan < MAX_SCANS; scan++) {
      const page = await services.log.recent(workspaceId, SCAN, next ?? undefined);
      for (const event of page) {
        if (found.length >= limit || budget.isSpent) return { events: found, next };
        if (budget.run(() => fits(event))) found.push(event);
        next = event.seq;
        await budget.yieldTurn();
      }
      if (page.length < FULL_PAGE) return { events: found, next: null };
    }
    return { events: found, next };
  },
});
