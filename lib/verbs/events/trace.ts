import { z } from "zod";

import { AppError } from "@/lib/core/errors";
import { eventsAt, tracedRun } from "@/lib/db/trace";
import type { TraceTree, EventNode } from "@/lib/mesh/browser/trace-tree";

import { defineVerb } from "../define";
import type { Context } from "../types";
import { hears, idleReason, listListeners, type Listener } from "./idle";
import { traceAncestors, traceReader } from "./trace-ancestors";
import { traceDescendants } from "./trace-descendants";
import { eventKey, everyNode, runKey, type DraftNode } from "./tree";

const MAX_READ = 25;

/** Adds the automations that listen to an event's type but did not start. */
async function addIdle(
  { services, workspaceId }: Context,
  listeners: readonly Listener[],
  node: DraftNode<EventNode>,
): Promise<void> {
  const { seq } = node;
  const started = new Set(
    node.children.flatMap((child) => (child.kind === "run" ? [child.automationId] : [])),
  );
  const idle = listeners.filter((one) => hears(one, node.type) && !started.has(one.id));
  if (seq === null || idle.length === 0) return;
  const [event] = await services.log.read(workspaceId, seq - 1, 1);
  if (event?.seq !== seq) return;
  for (const listener of idle)
    node.children.push({
      kind: "idle",
      key: `idle:${seq}:${listener.id}`,
      automationId: listener.id,
      name: listener.name,
      why: idleReason(listener, event),
      children: [],
      isCut: false,
    });
}

async function focusOf(context: Context, seq: number | undefined, run: string | undefined) {
  const { services, user, workspaceId } = context;
  if (run !== undefined) {
    const found = await services.db.withUser(user, (trx) => tracedRun(trx, workspaceId, run));
    if (found) return { key: runKey(run), place: { event: null, run: found } };
    throw new AppError("not_found", "This workspace has no such run.");
  }
  const [event] = await eventsAt(services.db, workspaceId, [seq ?? 0]);
  if (!event) throw new AppError("not_found", "This event is no longer stored.");
  return { key: eventKey(event.seq), place: { event, run: null } };
}

export const traceEvent = defineVerb({
  name: "events.trace",
  description:
    "Returns the trace of an event or a run: its causes, the runs that followed with their steps and events, and the automations that did not start, with the reason. Has at most 400 nodes and reports when it is cut.",
  effect: "read",
  role: "viewer",
  input: z
    .object({
      /** Position of the event in the log. */
      seq: z.int().min(1).optional(),
      run: z.uuid().optional(),
    })
    .refine(({ seq, run }) => (seq === undefined) !== (run === undefined), {
      message: "Give either an event or a run, but not both.",
    }),
  async run(context, { seq, run }): Promise<TraceTree> {
    const { key, place } = await focusOf(context, seq, run);
    const reader = await traceReader(context);
    const ancestors = await traceAncestors(reader, place);
    const isCut = await traceDescendants(reader, ancestors);
    const nodes = everyNode(ancestors.root);
    const listeners = await listListeners(context);
    const heard = nodes
      .filter((node) => node.kind === "event")
      .filter(({ type }) => listeners.some((one) => hears(one, type)))
      .toSorted((a, b) => Number(b.key === key) - Number(a.key === key));
    for (const node of heard.slice(0, MAX_READ)) await addIdle(context, listeners, node);
    return {
      root: ancestors.root,
      focus: key,
      isCut,
      isLive: nodes.some((node) => node.kind === "run" && node.finishedAt === null),
    };
  },
});
