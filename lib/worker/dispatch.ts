import { happenedBefore, triggers } from "@/lib/automations/trigger";
import { matchTopic, TopicIndex } from "@/lib/core/topics";
import { stopAutomation } from "@/lib/db/automations";
import type { Transaction } from "@/lib/db/database";
import {
  cancelRuns,
  causesOf,
  liveAutomations,
  lockCursor,
  moveCursor,
  openRuns,
  runCounts,
  workspacesBehind,
} from "@/lib/db/dispatch";
import { readInside } from "@/lib/db/event-log";
import { insertRuns } from "@/lib/db/runs";
import { endWaiting, waitedPatterns, waitingSteps } from "@/lib/db/waits";
import type { MeshEvent } from "@/lib/mesh/event";
import { afterRaces } from "@/lib/mesh/log";
import { newEvents } from "@/lib/runs/new-events";
import { publishPaused } from "@/lib/runs/publish";
import type { RunServices } from "@/lib/runs/services";
import { compiledVersions } from "@/lib/runs/versions";
import { firstFitting, waitOutput } from "@/lib/runs/wait";

import { Admission, type Fired, type Listener } from "./admission";

const BATCH = 200;
const WORKSPACES = 20;
/** More runs that have not ended are not counted: the order in which they are claimed does not depend on it. */
const MAX_OPEN = 10_000;

async function listeners(trx: Transaction, workspaceId: string): Promise<Listener[]> {
  const live = await liveAutomations(trx, workspaceId);
  const compiled = await compiledVersions(trx, live);
  return live.flatMap((one, at) => {
    const found = compiled[at];
    return found && "definition" in found && found.trigger
      ? [{ ...one, definition: found.definition, trigger: found.trigger }]
      : [];
  });
}

/** Per workspace, which listener hears what; made anew when an automation changes. */
const indexes = new Map<string, { signature: string; index: TopicIndex<Listener> }>();

function indexOf(workspaceId: string, listeners: readonly Listener[]): TopicIndex<Listener> {
  const signature = listeners
    .map(
      ({ id, version, fromSeq, listensSince }) =>
        `${id}@${version}:${fromSeq}:${listensSince.getTime()}`,
    )
    .join();
  const before = indexes.get(workspaceId);
  if (before?.signature === signature) return before.index;
  const index = new TopicIndex<Listener>();
  for (const listener of listeners) index.subscribe(listener.trigger.pattern, listener);
  if (indexes.size > 1000) indexes.clear();
  indexes.set(workspaceId, { signature, index });
  return index;
}

const runOfCause = (event: MeshEvent) =>
  /^run:([0-9a-f-]{36})/.exec(event.causationId ?? "")?.[1] ?? null;

async function startRuns(
  trx: Transaction,
  workspaceId: string,
  fired: readonly Fired[],
): Promise<{ readonly admission: Admission; readonly woken: number }> {
  const heard = new Map(fired.map(({ listener }) => [listener.id, listener]));
  const asked = [...heard.values()].map(({ id, definition: { mode } }) => ({
    id,
    exclusive: mode === "single" || mode === "restart",
  }));
  const [counts, open] = await Promise.all([
    runCounts(trx, asked),
    openRuns(trx, workspaceId, MAX_OPEN),
  ]);
  const admission = new Admission(counts);
  for (const one of fired) admission.admit(one);
  const { made, cancel } = admission;
  const inserted = await insertRuns(trx, made, open);
  const cancelled = new Set(cancel);
  await cancelRuns(trx, [...cancelled], "A newer event replaced this run.");
  const woken = made.filter(
    ({ id, skipped, isQueued }) =>
      skipped === null && !isQueued && inserted.has(id) && !cancelled.has(id),
  );
  return { admission, woken: woken.length };
}

/** Stops what reached a limit, and tells the mesh. */
async function pauseAll(services: RunServices, trx: Transaction, { pause }: Admission) {
  for (const [id, { reason, run }] of pause) {
    const name = await stopAutomation(trx, id, "paused", reason);
    if (name !== null) await publishPaused(trx, run, { name, reason }, services.now());
  }
}

interface Heard {
  readonly workspaceId: string;
  /** The patterns that steps of the workspace wait for. */
  readonly patterns: readonly string[];
  readonly events: readonly MeshEvent[];
}

/** Ends steps that waited for one of these events, each by the first that fits. Returns how many runs it woke. */
async function endWaits(
  services: RunServices,
  trx: Transaction,
  { workspaceId, patterns, events }: Heard,
): Promise<number> {
  const heard = patterns.filter((pattern) => events.some(({ type }) => matchTopic(pattern, type)));
  const ending = (await waitingSteps(trx, workspaceId, heard)).flatMap((step) => {
    const event = firstFitting(step, events, services.now());
    return event ? [{ step, event }] : [];
  });
  const woken = [...new Set(ending.map(({ step }) => step.runId))];
  // Runs before their steps, as workers lock them.
  await services.queue.wakeRuns(trx, woken);
  for (const { step, event } of ending) await endWaiting(trx, step, waitOutput(event));
  return woken.length;
}

interface Dispatched {
  readonly events: number;
  /** Runs that may go on. */
  readonly woken: number;
}
const NOTHING: Dispatched = { events: 0, woken: 0 };

async function dispatchBatch(services: RunServices, workspaceId: string): Promise<Dispatched> {
  return services.db.withService(async (trx) => {
    const after = await lockCursor(trx, workspaceId);
    if (after === null) return NOTHING;
    const events = await readInside(trx, workspaceId, after, BATCH);
    const last = events.at(-1)?.seq;
    if (last === undefined || last === null) return NOTHING;
    // After the events, so that a step that waits or an automation that is enabled meanwhile misses none.
    const [live, patterns] = await Promise.all([
      listeners(trx, workspaceId),
      waitedPatterns(trx, workspaceId),
    ]);
    const index = indexOf(workspaceId, live);
    const nowMs = services.now().getTime();
    const fresh = await newEvents(trx, events);
    const heard = fresh.flatMap((event) =>
      index
        .match(event.type)
        .filter(
          ({ fromSeq, listensSince, trigger }) =>
            (event.seq ?? 0) > fromSeq &&
            !happenedBefore(event, listensSince) &&
            triggers(trigger, event, nowMs).matched,
        )
        .map((listener) => ({ listener, event })),
    );
    let woken = await endWaits(services, trx, { workspaceId, patterns, events: fresh });
    const moving = moveCursor(trx, workspaceId, last);
    if (heard.length > 0) {
      const asked = heard.map(({ event }) => ({ id: event.id, run: runOfCause(event) }));
      const [causes] = await Promise.all([causesOf(trx, workspaceId, asked), moving]);
      const fired = heard.map((one) => ({ ...one, cause: causes.get(one.event.id) }));
      const started = await startRuns(trx, workspaceId, fired);
      await pauseAll(services, trx, started.admission);
      woken += started.woken;
    }
    await moving;
    return { events: events.length, woken };
  });
}

/**
 * Lets automations hear what the log has gained. Runs are made in the transaction that moves the place in the log, so
 * that no event is lost and none starts an automation twice, with any number of dispatchers side by side. Returns the
 * number of events.
 */
export async function dispatchAll(services: RunServices): Promise<number> {
  let total = 0;
  for (;;) {
    const behind = await workspacesBehind(services.db, WORKSPACES);
    let taken = 0;
    for (const workspaceId of behind) {
      const { events, woken } = await afterRaces(() => dispatchBatch(services, workspaceId));
      if (woken > 0) services.queue.nudge();
      taken += events;
    }
    if (taken === 0) return total;
    total += taken;
  }
}
