import { AppError } from "@/lib/core/errors";

import type { MeshEvent } from "./event";
import {
  afterRaces,
  isUnstorable,
  storableDelivery,
  storableEvent,
  storedEvent,
  type EventLog,
  type NewDelivery,
  type NewEvent,
  type Recipient,
  type StorableDelivery,
  type StorableEvent,
} from "./log";

/** Appends events to the log; whatever arrives while an append is in flight goes with the next. */
export interface Publisher {
  /** Resolves after commit with the event's sequence number, or `null` for a duplicate. Throws "unavailable" under overload. */
  publish(event: NewEvent): Promise<number | null>;
  /** Resolves after commit with the connections of the delivery's account, in all workspaces. Throws as `publish` does. */
  deliver(delivery: NewDelivery): Promise<readonly Recipient[]>;
  /** Resolves when nothing is waiting or in flight. */
  drain(): Promise<void>;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

const LANES = 2;
const BATCH = 64;
const MAX_WAITING = 2000;
const key = (event: { workspace: string; source: string; id: string }) =>
  JSON.stringify([event.workspace, event.source, event.id]);

/** Called after commit with the events that were appended to a workspace's log, in order. */
export type OnStored = (workspace: string, events: readonly MeshEvent[]) => void;

/** Gathers what was stored by workspace, and tells it. */
class Stored {
  readonly #byWorkspace = new Map<string, MeshEvent[]>();

  add(workspace: string, event: MeshEvent): void {
    const events = this.#byWorkspace.get(workspace);
    if (events) events.push(event);
    else this.#byWorkspace.set(workspace, [event]);
  }

  tell(onStored: OnStored): void {
    for (const [workspace, events] of this.#byWorkspace) onStored(workspace, events);
  }
}

async function appendEvents(log: EventLog, batch: readonly StorableEvent[], onStored: OnStored) {
  const places = await afterRaces(() => log.publish(batch));
  const unclaimed = new Map(places.map((place) => [key(place), place]));
  const stored = new Stored();
  const seqs = batch.map((event) => {
    const place = unclaimed.get(key(event));
    if (!place) return null;
    unclaimed.delete(key(event)); // a second copy in the same batch is a duplicate
    stored.add(place.workspace, storedEvent(event, place));
    return place.seq;
  });
  stored.tell(onStored);
  return seqs;
}

async function appendDeliveries(
  log: EventLog,
  batch: readonly StorableDelivery[],
  onStored: OnStored,
) {
  const all = await afterRaces(() => log.deliver(batch));
  const stored = new Stored();
  const told = new Set<string>();
  for (const [at, { provider: _provider, account: _account, ...event }] of batch.entries())
    for (const { workspace, connection, seq } of all[at] ?? []) {
      const place = `${workspace} ${seq}`;
      if (seq === null || told.has(place)) continue; // both copies in one batch are told of one place
      told.add(place);
      const { source, id } = event;
      const mine = { ...event, workspace, connection };
      stored.add(workspace, storedEvent(mine, { workspace, source, id, seq }));
    }
  stored.tell(onStored);
  return all;
}

/** Hands items to `append` in batches, two at a time. One that cannot be stored fails alone. */
function createBatches<Item, Result>(
  append: (batch: readonly Item[]) => Promise<readonly Result[]>,
) {
  const queue: Waiting<Item, Result>[] = [];
  const idle: (() => void)[] = [];
  let busy = 0;

  async function appendAll(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    const results = await append(batch.map(({ item }) => item));
    // One result for each item, in the same order.
    for (const [at, waiting] of batch.entries()) waiting.resolve(results[at] as Result);
  }

  async function lane(): Promise<void> {
    busy++;
    while (queue.length > 0) {
      const batch = queue.splice(0, BATCH);
      try {
        await appendAll(batch);
      } catch (error) {
        // An absent database fails them all alike; one bad event must not fail its neighbours.
        if (batch.length === 1 || !isUnstorable(error)) for (const one of batch) one.reject(error);
        else
          for (const one of batch)
            await appendAll([one]).catch((reason: unknown) => one.reject(reason));
      }
    }
    busy--;
    if (busy === 0) for (const done of idle.splice(0)) done();
  }

  return {
    add: (make: () => Item) =>
      new Promise<Result>((resolve, reject) => {
        if (queue.length >= MAX_WAITING) {
          reject(new AppError("unavailable", "Too many events at once. Send it again shortly."));
          return;
        }
        queue.push({ item: make(), resolve, reject });
        if (busy < LANES) void lane();
      }),
    drain: () =>
      busy === 0 ? Promise.resolve() : new Promise<void>((resolve) => void idle.push(resolve)),
  };
}

/** Makes the publisher of one process. */
export function createPublisher(log: EventLog, onStored: OnStored): Publisher {
  const events = createBatches<StorableEvent, number | null>((batch) =>
    appendEvents(log, batch, onStored),
  );
  const deliveries = createBatches<StorableDelivery, readonly Recipient[]>((batch) =>
    appendDeliveries(log, batch, onStored),
  );
  return {
    publish: (event) => events.add(() => storableEvent(event)),
    deliver: (delivery) => deliveries.add(() => storableDelivery(delivery)),
    drain: async () => void (await Promise.all([events.drain(), deliveries.drain()])),
  };
}
