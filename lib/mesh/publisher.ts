import { AppError } from "@/lib/core/errors";

import type { MeshEvent } from "./event";
import {
  afterRaces,
  isUnstorable,
  storableEvent,
  storedEvent,
  type EventLog,
  type NewEvent,
  type StorableEvent,
} from "./log";

/** Appends events to the log; whatever arrives while an append is in flight goes with the next. */
export interface Publisher {
  /** Resolves after commit with the event's sequence number, or `null` for a duplicate. Throws "unavailable" under overload. */
  publish(event: NewEvent): Promise<number | null>;
  /** Resolves when nothing is waiting or in flight. */
  drain(): Promise<void>;
}

interface Waiting {
  readonly event: StorableEvent;
  resolve(seq: number | null): void;
  reject(error: unknown): void;
}

const LANES = 2;
const BATCH = 64;
const MAX_WAITING = 2000;
const key = (event: { workspace: string; source: string; id: string }) =>
  JSON.stringify([event.workspace, event.source, event.id]);

/** Called after commit with the events that were appended to a workspace's log, in order. */
export type OnStored = (workspace: string, events: readonly MeshEvent[]) => void;

async function appendBatch(log: EventLog, batch: readonly Waiting[], onStored: OnStored) {
  const places = await afterRaces(() => log.publish(batch.map(({ event }) => event)));
  const unclaimed = new Map(places.map((place) => [key(place), place]));
  const appended = new Map<string, MeshEvent[]>();
  const seqs = batch.map(({ event }) => {
    const place = unclaimed.get(key(event));
    if (!place) return null;
    unclaimed.delete(key(event)); // a second copy in the same batch is a duplicate
    const events = appended.get(place.workspace);
    if (events) events.push(storedEvent(event, place));
    else appended.set(place.workspace, [storedEvent(event, place)]);
    return place.seq;
  });
  for (const [workspace, events] of appended) onStored(workspace, events);
  for (const [at, waiting] of batch.entries()) waiting.resolve(seqs[at] ?? null);
}

/** Makes the publisher of one process. */
export function createPublisher(log: EventLog, onStored: OnStored): Publisher {
  const queue: Waiting[] = [];
  const idle: (() => void)[] = [];
  let busy = 0;

  async function lane(): Promise<void> {
    busy++;
    while (queue.length > 0) {
      const batch = queue.splice(0, BATCH);
      try {
        await appendBatch(log, batch, onStored);
      } catch (error) {
        // An absent database fails them all alike; one bad event must not fail its neighbours.
        if (batch.length === 1 || !isUnstorable(error)) for (const one of batch) one.reject(error);
        else
          for (const one of batch)
            await appendBatch(log, [one], onStored).catch((reason: unknown) => one.reject(reason));
      }
    }
    busy--;
    if (busy === 0) for (const done of idle.splice(0)) done();
  }

  return {
    publish: (event) =>
      new Promise((resolve, reject) => {
        if (queue.length >= MAX_WAITING) {
          reject(new AppError("unavailable", "Too many events at once. Send it again shortly."));
          return;
        }
        queue.push({ event: storableEvent(event), resolve, reject });
        if (busy < LANES) void lane();
      }),
    drain: () =>
      busy === 0 ? Promise.resolve() : new Promise((resolve) => void idle.push(resolve)),
  };
}
