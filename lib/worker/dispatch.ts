import { parseAutomation, type AutomationDefinition } from "@/lib/automations/schema";
import { eventTrigger, holdsFor, triggers, type EventTrigger } from "@/lib/automations/trigger";
import { uuidv7 } from "@/lib/core/ids";
import { logger } from "@/lib/core/server/logger";
import { matchTopic, TopicIndex } from "@/lib/core/topics";
import { stopAutomation } from "@/lib/db/automations";
import type { Transaction } from "@/lib/db/database";
import {
  cancelRuns,
  causesOf,
  definitionsOf,
  liveAutomations,
  lockCursor,
  moveCursor,
  runCounts,
  workspacesBehind,
  type Cause,
  type LiveAutomation,
  type RunCounts,
} from "@/lib/db/dispatch";
import { readInside } from "@/lib/db/event-log";
import { insertRuns, type NewRun, type RunTrigger } from "@/lib/db/runs";
import { endWaiting, waitingSteps } from "@/lib/db/steps";
import type { Ast } from "@/lib/expressions/ast";
import type { MeshEvent } from "@/lib/mesh/event";

import type { RunServices } from "./runs/types";

const BATCH = 200;
const WORKSPACES = 20;
const MAX_HOPS = 8;
const MAX_KNOWN = 5000;

interface Listener extends LiveAutomation {
  readonly definition: AutomationDefinition;
  readonly trigger: EventTrigger;
}

/** Compiled versions, which never change; shared by all workspaces of the process. */
const known = new Map<
  string,
  { definition: AutomationDefinition; trigger: EventTrigger | null } | null
>();

async function compiled(trx: Transaction, live: readonly LiveAutomation[]): Promise<Listener[]> {
  const key = ({ id, version }: LiveAutomation) => `${id}@${version}`;
  const missing = live.filter((one) => !known.has(key(one)));
  if (known.size + missing.length > MAX_KNOWN) known.clear();
  const definitions = await definitionsOf(
    trx,
    live.filter((one) => !known.has(key(one))),
  );
  for (const [name, json] of definitions) {
    const parsed = parseAutomation(json);
    if (!parsed.ok) logger.warn({ automation: name }, "a stored automation cannot be read");
    known.set(
      name,
      parsed.ok
        ? { definition: parsed.definition, trigger: eventTrigger(parsed.definition) }
        : null,
    );
  }
  return live.flatMap((one) => {
    const found = known.get(key(one));
    return found?.trigger ? [{ ...one, definition: found.definition, trigger: found.trigger }] : [];
  });
}

/** Per workspace, which listener hears what; made anew when an automation changes. */
const indexes = new Map<string, { signature: string; index: TopicIndex<Listener> }>();

function indexOf(workspaceId: string, listeners: readonly Listener[]): TopicIndex<Listener> {
  const signature = listeners
    .map(({ id, version, fromSeq }) => `${id}@${version}:${fromSeq}`)
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

function toTrigger(event: MeshEvent): RunTrigger {
  const {
    id,
    type,
    source,
    subject,
    time,
    origin,
    connection,
    livemode,
    correlationId,
    hops,
    data,
  } = event;
  return {
    id,
    type,
    source,
    time,
    origin,
    hops,
    data,
    ...(subject === undefined ? {} : { subject }),
    ...(connection === undefined ? {} : { connection }),
    ...(livemode === undefined ? {} : { livemode }),
    ...(correlationId === undefined ? {} : { correlationId }),
  };
}

interface Fired {
  readonly listener: Listener;
  readonly event: MeshEvent;
  readonly cause: Cause | undefined;
}

function loopReason({ listener, cause, event }: Fired): string | null {
  if (cause?.chain.includes(listener.id))
    return "It would start itself: one of its own runs led to this event.";
  const hops = Math.max(event.hops, cause?.hops ?? 0);
  return hops >= MAX_HOPS ? `The chain of automations is longer than ${MAX_HOPS}.` : null;
}

/** Keeps the limits and modes of automations while their runs are made. */
class Admission {
  readonly made: NewRun[] = [];
  readonly wake: string[] = [];
  readonly cancel: string[] = [];
  readonly pause = new Map<string, string>();
  readonly #counts: Map<string, { hour: number; day: number; open: string[] }>;

  constructor(counts: ReadonlyMap<string, RunCounts>) {
    this.#counts = new Map(
      [...counts].map(([id, { lastHour, lastDay, open }]) => [
        id,
        { hour: lastHour, day: lastDay, open: [...open] },
      ]),
    );
  }

  #refusal(fired: Fired): string | null {
    const { listener } = fired;
    const { limits, mode } = listener.definition;
    const paused = this.pause.get(listener.id);
    if (paused !== undefined) return paused;
    const loop = loopReason(fired);
    if (loop !== null) return loop;
    const count = this.#counts.get(listener.id) ?? { hour: 0, day: 0, open: [] };
    if (mode === "single" && count.open.length > 0) return "Another run was still under way.";
    const [most, span] =
      count.hour >= limits.perHour ? [limits.perHour, "hour"] : [limits.perDay, "day"];
    if (count.hour < limits.perHour && count.day < limits.perDay) return null;
    const reason = `It reached its limit of ${most} runs in one ${span}.`;
    this.pause.set(listener.id, reason);
    return reason;
  }

  admit(fired: Fired): void {
    const { listener, event, cause } = fired;
    const skipped = this.#refusal(fired);
    const id = uuidv7();
    this.made.push({
      id,
      workspaceId: event.workspace,
      automationId: listener.id,
      version: listener.version,
      triggerKey: `event:${event.source}:${event.id}`.slice(0, 700),
      trigger: toTrigger(event),
      eventSeq: event.seq,
      chain: cause?.chain ?? [],
      hops: Math.max(event.hops, cause?.hops ?? 0),
      skipped,
      startedBy: null,
    });
    if (skipped !== null) return;
    const count = this.#counts.get(listener.id) ?? { hour: 0, day: 0, open: [] };
    this.#counts.set(listener.id, count);
    const { mode } = listener.definition;
    if (mode === "restart") this.cancel.push(...count.open.splice(0));
    if (mode !== "queued" || count.open.length === 0) this.wake.push(id);
    count.hour++;
    count.day++;
    count.open.push(id);
  }
}

async function startRuns(
  services: RunServices,
  trx: Transaction,
  fired: readonly Fired[],
): Promise<void> {
  const ids = [...new Set(fired.map(({ listener }) => listener.id))];
  const counts = await runCounts(trx, ids);
  const admission = new Admission(counts);
  for (const one of fired) admission.admit(one);
  const { made, wake, cancel, pause } = admission;
  const inserted = await insertRuns(trx, made);
  const cancelled = new Set(cancel);
  await cancelRuns(trx, [...cancelled], "A newer event took its place.");
  for (const [id, reason] of pause) await stopAutomation(trx, id, "paused", reason);
  await services.queue.wakeRuns(
    trx,
    wake.filter((id) => inserted.has(id) && !cancelled.has(id)),
    { behind: Math.max(0, ...[...counts.values()].map(({ behind }) => behind)) },
  );
}

interface Waited {
  readonly where: Ast | null;
  readonly scope: Readonly<Record<string, unknown>>;
}

/** Ends steps that waited for one of these events, each by the first that fits. */
async function endWaits(
  services: RunServices,
  trx: Transaction,
  workspaceId: string,
  events: readonly MeshEvent[],
): Promise<void> {
  const woken = new Set<string>();
  for (const step of await waitingSteps(trx, workspaceId)) {
    const { where, scope } = step.waitWhere as Waited; // written by the step itself
    const fitting = events.find(
      (event) =>
        matchTopic(step.waitPattern ?? "", event.type) &&
        holdsFor(where, event, scope, services.now().getTime()).matched,
    );
    if (!fitting) continue;
    const ended = await endWaiting(trx, step, { timedOut: false, event: toTrigger(fitting) });
    if (ended) woken.add(step.runId);
  }
  await services.queue.wakeRuns(trx, [...woken]);
}

async function dispatchBatch(services: RunServices, workspaceId: string): Promise<number> {
  return services.db.withService(async (trx) => {
    const after = await lockCursor(trx, workspaceId);
    if (after === null) return 0;
    const events = await readInside(trx, workspaceId, after, BATCH);
    const last = events.at(-1)?.seq;
    if (last === undefined || last === null) return 0;
    const index = indexOf(
      workspaceId,
      await compiled(trx, await liveAutomations(trx, workspaceId)),
    );
    const nowMs = services.now().getTime();
    const heard = events.flatMap((event) =>
      index
        .match(event.type)
        .filter(
          ({ fromSeq, trigger }) =>
            (event.seq ?? 0) > fromSeq && triggers(trigger, event, nowMs).matched,
        )
        .map((listener) => ({ listener, event })),
    );
    if (heard.length > 0) {
      const asked = heard.map(({ event }) => ({ id: event.id, run: runOfCause(event) }));
      const causes = await causesOf(trx, workspaceId, asked);
      await startRuns(
        services,
        trx,
        heard.map((one) => ({ ...one, cause: causes.get(one.event.id) })),
      );
    }
    await endWaits(services, trx, workspaceId, events);
    await moveCursor(trx, workspaceId, last);
    return events.length;
  });
}

/**
 * Lets automations hear what the log has gained. Runs are made in the transaction that moves the place in the log, so
 * that no event is lost and none starts an automation twice, with any number of dispatchers side by side.
 */
export async function dispatchAll(services: RunServices): Promise<number> {
  let total = 0;
  for (;;) {
    const behind = await workspacesBehind(services.db, WORKSPACES);
    let taken = 0;
    for (const workspaceId of behind) taken += await dispatchBatch(services, workspaceId);
    total += taken;
    if (taken === 0) break;
  }
  if (total > 0) services.queue.nudge();
  return total;
}
