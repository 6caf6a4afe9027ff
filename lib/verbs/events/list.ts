import { z } from "zod";

import { eventLine } from "@/lib/automations/event-line";
import { eventPageSchema } from "@/lib/contracts/event";
import { createTextSearch } from "@/lib/core/search";
import { matchTopicSearch } from "@/lib/core/topics";
import { WorkBudget } from "@/lib/core/work-budget";
import type { MeshEvent } from "@/lib/mesh/event";
import { FULL_PAGE } from "@/lib/mesh/log";
import { maskEvent } from "@/lib/mesh/mask";

import { defineVerb } from "../define";
import { customerNames } from "../objects/names";
import type { Context } from "../types";

const SCAN = 500;
const MAX_SCANS = 10;
/** Max duration of a search. The caller continues from `next`. */
const MAX_WORK_MS = 1000;

/** Masks events, and describes each in a line for people if that is asked for. */
async function shown(context: Context, events: readonly MeshEvent[], hasLines: boolean) {
  if (!hasLines) return events.map((event) => maskEvent(event));
  const nameOf = await customerNames(context, events);
  const { catalogue } = context.services;
  return events.map((event) => ({
    ...maskEvent(event),
    line: eventLine(event, catalogue, nameOf(event)),
  }));
}

/** Lists events by their time, newest first. `next` is the `before` of the next page; `null` at the end. */
export const listEvents = defineVerb({
  name: "events.list",
  description:
    "Lists stored events, newest first, by type, text, amount or a related id, with personal data masked.",
  effect: "read",
  role: "viewer",
  input: z.object({
    /** Pattern such as `stripe.payment.*`, or a part of a type such as `payment`. */
    pattern: z.string().max(200).default("**"),
    /** Text in any value of the event. An amount such as `75` or `$75.00` also finds 7500 usd. */
    text: z.string().max(200).default(""),
    /** Id of the event, its subject, cause or correlation, or in any field of its data. */
    related: z.string().max(200).default(""),
    limit: z.int().min(1).max(SCAN).default(50),
    before: z.coerce.number().int().positive().optional(),
    /** True adds the line for people to each event, which names its customer. */
    lines: z.boolean().default(false),
  }),
  output: eventPageSchema,
  async run(context, { pattern, text, related, limit, before, lines }) {
    const { services, workspaceId } = context;
    const isFound = createTextSearch(text);
    const id = related.trim() && JSON.stringify(related.trim());
    const fits = (event: MeshEvent) => {
      if (!matchTopicSearch(pattern, event.type) || !isFound(event)) return false;
      // Compares complete JSON strings, so that `"pi_1"` does not match `"pi_12"`.
      return id === "" || JSON.stringify(event).includes(id);
    };
    // Without a filter every event is found, so that no more are read than are shown, and one that tells of a next page.
    const isFiltered = text.trim() !== "" || id !== "" || !["", "**"].includes(pattern);
    const scanned = isFiltered ? SCAN : Math.min(SCAN, Math.max(limit + 1, FULL_PAGE));
    const budget = new WorkBudget(MAX_WORK_MS, MAX_WORK_MS);
    const found: MeshEvent[] = [];
    let next: number | null = before ?? null;
    for (let scan = 0; scan < MAX_SCANS; scan++) {
      const page = await services.log.recent(workspaceId, scanned, next ?? undefined);
      for (const event of page) {
        if (found.length >= limit || budget.isSpent)
          return { events: await shown(context, found, lines), next };
        if (budget.run(() => fits(event))) found.push(event);
        next = event.seq;
        await budget.yieldTurn();
      }
      if (page.length < FULL_PAGE)
        return { events: await shown(context, found, lines), next: null };
    }
    return { events: await shown(context, found, lines), next };
  },
});
