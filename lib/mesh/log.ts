import { storable, storableText } from "@/lib/core/storable";

import type { MeshEvent } from "./event";

type Json = Readonly<Record<string, unknown>>;

/** The whole object that a provider's event is about, for the synced copy. It is stored beside the log, not in it. */
export interface ObjectState {
  readonly type: string;
  readonly id: string;
  readonly apiVersion: string | null;
  /** `null` if the object has to be read at the provider. */
  readonly object: Json | null;
  /** The values that the event replaced. */
  readonly previous: Json | null;
  readonly deleted: boolean;
}

/** An event on its way into the log. */
export type NewEvent = Omit<MeshEvent, "seq"> & { readonly state?: ObjectState | undefined };

declare const isStorable: unique symbol;
/** An event that Postgres can keep; only {@link storableEvent} makes one. */
export type StorableEvent = NewEvent & { readonly [isStorable]: true };

/** A provider's event for every connection of its account, in whichever workspaces these are. */
export type NewDelivery = Omit<NewEvent, "workspace" | "connection" | "livemode"> & {
  readonly provider: string;
  readonly account: string;
  readonly livemode: boolean;
};
/** A delivery that Postgres can keep; only {@link storableDelivery} makes one. */
export type StorableDelivery = NewDelivery & { readonly [isStorable]: true };

/** A connection that an event was delivered to. */
export interface Recipient {
  readonly connection: string;
  readonly workspace: string;
  /** `null`: the event was there already. */
  readonly seq: number | null;
}

const MAX_DATA_BYTES = 256 * 1024;

/** The data of an event that is too large for the log: its id alone, and that the rest is missing. */
export const truncatedData = (data: NewEvent["data"]) => ({
  id: data["id"] ?? null,
  truncated: true,
});

/** A state that Postgres can keep. One that is too large, or whose id is, is left for a read at the provider, or left out. */
function storableState(state: ObjectState): ObjectState | undefined {
  const { object, previous, ...rest } = storable(state) as ObjectState;
  if (rest.type.length > 60 || rest.id.length > 300) return undefined;
  const size = Buffer.byteLength(JSON.stringify([object, previous]));
  return size <= MAX_DATA_BYTES
    ? { ...rest, object, previous }
    : { ...rest, object: null, previous: null };
}

/**
 * An event as the log keeps it: text that Postgres can store, data at most 32 levels deep and 256 KB as JSON, of which
 * only the id is kept otherwise. Every event passes through here on its way into the log.
 */
export function storableEvent(event: NewEvent): StorableEvent {
  const { data, actor, state, ...rest } = event;
  const kept = state && storableState(state);
  const clean = storable(data) as NewEvent["data"];
  const fits = Buffer.byteLength(JSON.stringify(clean)) <= MAX_DATA_BYTES;
  return {
    ...(storable(rest) as typeof rest),
    actor: { ...actor, id: storableText(actor.id) },
    data: fits ? clean : truncatedData(clean),
    ...(kept ? { state: kept } : {}),
  } as StorableEvent; // the brand exists in the type alone
}

/** A delivery as the log keeps it, by the rules of {@link storableEvent}. */
export function storableDelivery({ provider, account, ...event }: NewDelivery): StorableDelivery {
  const { workspace: _none, ...clean } = storableEvent({ ...event, workspace: "" });
  return { ...clean, livemode: event.livemode, provider, account: storableText(account) };
}

/** The place that an event got. */
export interface StoredPlace {
  readonly workspace: string;
  readonly source: string;
  readonly id: string;
  readonly seq: number;
}

/** An event with its place, as {@link EventLog.read} gives it once the publish is committed. */
export const storedEvent = (
  { state: _copied, ...event }: NewEvent,
  { workspace, seq }: StoredPlace,
): MeshEvent => ({
  ...event,
  time: new Date(event.time).toISOString(),
  workspace,
  seq,
});

/** The ends of a workspace's log: the newest sequence number, and the highest that retention has removed. */
export interface LogHead {
  readonly last: number;
  readonly floor: number;
}

/** No page with fewer events is cut for its bytes: this many of the largest fit into one. */
export const FULL_PAGE = 16;

/** The durable, per-workspace, gapless and ordered log. */
export interface EventLog {
  /**
   * Stores the events that are new, all or none, and returns their places. A duplicate of (workspace, source, id)
   * writes nothing and is absent from the answer. At most 256 events. Resolves after commit.
   */
  publish(events: readonly StorableEvent[]): Promise<StoredPlace[]>;
  /**
   * Stores each event for every connection of its account, all or none, and returns for each delivery its connections;
   * none: nobody has connected the account. Resolves after commit.
   */
  deliver(deliveries: readonly StorableDelivery[]): Promise<Recipient[][]>;
  /**
   * Events after `after` in order: at most 500, and about 8 MB of data. A page of {@link FULL_PAGE} or more may have been
   * cut, so read on; a shorter one ends at the log's head.
   */
  read(workspace: string, after: number, limit?: number): Promise<MeshEvent[]>;
  /**
   * The newest events by when they happened, newest first; a page is bounded as with `read`. `before` is the sequence
   * number of an event, which pages go on after. A time in the future counts as the time of arrival.
   */
  recent(workspace: string, limit: number, before?: number): Promise<MeshEvent[]>;
  /** Heads of the given workspaces; one that has no event yet is absent. */
  heads(workspaces: readonly string[]): Promise<Map<string, LogHead>>;
  /** Bytes of data that a workspace has stored today (UTC). */
  bytesToday(workspace: string): Promise<number>;
  /**
   * When the oldest event of a source happened that was stored without its data, because the workspace was over its quota,
   * within 30 days; `null`: there is none, or the workspace is still over it.
   */
  shortSince(workspace: string, source: string): Promise<Date | null>;
  /** Removes one batch of what is older than the retention time. Returns how many events went. */
  prune(): Promise<number>;
}

/**
 * True if an append failed for what the event holds: SQLSTATE classes 22 (data), 23 (constraints) and 54 (limits).
 * No retry will store it; any other failure is the database's and passes.
 */
export const isUnstorable = (error: unknown): boolean =>
  /^(22|23|54)/.test(String((error as { code?: unknown } | null)?.code));

const RACES = 6;

const isRace = (error: unknown) =>
  ["40001", "40P01"].includes(String((error as { code?: unknown } | null)?.code));

/** Runs a transaction again when it raced with another writer of the log: the later one starts over, and then finds what the first one wrote. */
export async function afterRaces<T>(transaction: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await transaction();
    } catch (error) {
      if (!isRace(error) || attempt >= RACES) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * attempt));
    }
  }
}
