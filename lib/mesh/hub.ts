import type { MeshEvent } from "./event";
import { FULL_PAGE, type EventLog } from "./log";

/** One open stream. */
export interface StreamListener {
  readonly workspace: string;
  /** The sign-in session that opened it; it ends with it. */
  readonly session: string;
  /** Id of the user whose it is. */
  readonly user: string;
  /** The last sequence number it has; the hub moves it forward. */
  at: number;
  /** True if it can take more now; a slow reader says no and calls {@link StreamHub.resume} later. */
  ready(): boolean;
  /** Takes events in order. Listeners at the same place get the same array, so what is made of it can be shared. */
  send(events: readonly MeshEvent[]): void;
  /** The stream is over: the server stops, or the reader may no longer see the workspace. */
  end(): void;
}

/** Tails the log for all open streams of this process. */
export interface StreamHub {
  add(listener: StreamListener): () => void;
  /**
   * Events were appended to the workspace's log. `fresh` holds what this process has just committed, in order and as the log would
   * give it, and spares reading it; what lies before it is read. Listeners are sent to in a later turn of the event loop.
   */
  nudge(workspace: string, fresh?: readonly MeshEvent[]): void;
  /** The listener can take more. */
  resume(listener: StreamListener): void;
  /** Ends the streams that `match` picks, or all of them for good. */
  end(match?: (listener: StreamListener) => boolean): void;
  readonly size: number;
}

const RING = 1000;
const POLL_MS = 250;
const MAX_PART = 100;
/** How long listeners are sent to before other work of the process has its turn. */
const SLICE_MS = 0.5;

interface Channel {
  readonly listeners: Set<StreamListener>;
  /** The newest events, without a gap; older ones are read from the log. */
  ring: MeshEvent[];
  busy: boolean;
  /** A turn in which listeners are sent to is set. */
  isScheduled: boolean;
  /** The log is to be read from the ring's end on. */
  unread: boolean;
  /** Some listener may be fed from the ring. */
  unfed: boolean;
  /** A read has failed: some listener may be behind the ring's end. */
  behind: boolean;
}

/** The newest sequence number here. An empty ring begins where the foremost listener is; the others read for themselves. */
const endOf = (channel: Channel): number =>
  channel.ring.at(-1)?.seq ?? Math.max(...[...channel.listeners].map((listener) => listener.at));

/** Events known to come after `at`, or null when the ring does not reach back that far. */
function fromRing(channel: Channel, at: number): MeshEvent[] | null {
  if (at >= endOf(channel)) return [];
  const first = channel.ring[0]?.seq ?? null;
  return first === null || at < first - 1 ? null : channel.ring.slice(at - first + 1);
}

/** Adds what the ring does not hold yet; a part of it may have come another way in the meantime. */
function extendRing(channel: Channel, events: readonly MeshEvent[]): void {
  const end = endOf(channel);
  const added = events.filter(({ seq }) => seq !== null && seq > end);
  channel.ring = [...channel.ring, ...added].slice(-RING);
}

/** Reads what came after the ring's end. */
async function readOn(log: EventLog, workspace: string, channel: Channel): Promise<void> {
  for (;;) {
    const from = endOf(channel);
    const page = Number.isFinite(from) ? await log.read(workspace, from, 500) : [];
    extendRing(channel, page);
    if (page.length < FULL_PAGE) return;
  }
}

/** Takes committed events that follow the ring's end; behind a gap they have to be read. */
function take(channel: Channel, fresh: readonly MeshEvent[]): void {
  const end = endOf(channel);
  if (fresh.some(({ seq }) => seq === end + 1)) extendRing(channel, fresh);
  else channel.unread ||= (fresh.at(-1)?.seq ?? Number.POSITIVE_INFINITY) > end;
  channel.unfed = true;
}

/** The events that follow each place, as one round of sending has cut them. */
type Parts = Map<number, readonly MeshEvent[]>;

function ringPart(channel: Channel, at: number, parts: Parts): readonly MeshEvent[] | null {
  const known = parts.get(at) ?? fromRing(channel, at)?.slice(0, MAX_PART) ?? null;
  if (known !== null && known.length > 0) parts.set(at, known);
  return known;
}

async function feed(log: EventLog, channel: Channel, listener: StreamListener, parts: Parts) {
  while (channel.listeners.has(listener) && listener.ready()) {
    const part =
      ringPart(channel, listener.at, parts) ??
      (await log.read(listener.workspace, listener.at, MAX_PART));
    if (part.length === 0) return;
    listener.at = part.at(-1)?.seq ?? listener.at;
    listener.send(part);
  }
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/**
 * Sends to every listener, a slice of them in each turn of the event loop: many streams must not hold up what else the
 * process answers. Waits for all of them, also when one fails: two feeds of one listener would send everything twice.
 */
async function feedAll(log: EventLog, channel: Channel): Promise<void> {
  const parts: Parts = new Map();
  const failures: unknown[] = [];
  const fed: Promise<unknown>[] = [];
  let sliceEnd = performance.now() + SLICE_MS;
  for (const listener of channel.listeners) {
    fed.push(feed(log, channel, listener, parts).catch((error: unknown) => failures.push(error)));
    if (performance.now() < sliceEnd) continue;
    await nextTurn();
    sliceEnd = performance.now() + SLICE_MS;
  }
  await Promise.all(fed);
  if (failures.length > 0) throw failures[0];
}

const newChannel = (): Channel => ({
  listeners: new Set(),
  ring: [],
  busy: false,
  isScheduled: false,
  unread: false,
  unfed: false,
  behind: false,
});

/** Brings all listeners to the ring's end, unless somebody is at it, who then goes on. */
async function pump(log: EventLog, workspace: string, channel: Channel): Promise<void> {
  if (channel.busy) return;
  channel.busy = true;
  try {
    while (channel.unread || channel.unfed) {
      const mustRead = channel.unread;
      channel.unread = false;
      channel.unfed = false;
      channel.behind = false;
      if (mustRead) await readOn(log, workspace, channel);
      await feedAll(log, channel);
    }
  } catch (error) {
    channel.behind = true;
    throw error;
  } finally {
    channel.busy = false;
  }
}

/** @param onError is told when the log cannot be read; the hub tries again at the next poll. */
export function createStreamHub(log: EventLog, onError: (error: unknown) => void): StreamHub {
  const channels = new Map<string, Channel>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const work = (workspace: string, channel: Channel) =>
    void pump(log, workspace, channel).catch(onError);
  function readAndFeed(workspace: string, channel: Channel): void {
    channel.unread = true;
    work(workspace, channel);
  }

  /** Other instances append too: one question for all workspaces with listeners. */
  async function poll(): Promise<void> {
    timer = undefined;
    if (closed || channels.size === 0) return;
    try {
      const heads = await log.heads([...channels.keys()]);
      for (const [workspace, head] of heads) {
        const channel = channels.get(workspace);
        if (channel && (channel.behind || endOf(channel) < head.last))
          readAndFeed(workspace, channel);
      }
    } catch (error) {
      onError(error);
    }
    schedule();
  }
  function schedule(): void {
    if (timer || closed || channels.size === 0) return;
    timer = setTimeout(() => void poll(), POLL_MS * (0.8 + Math.random() * 0.4));
    timer.unref();
  }

  return {
    add(listener) {
      if (closed) {
        listener.end();
        return () => {};
      }
      const channel = channels.get(listener.workspace) ?? newChannel();
      channels.set(listener.workspace, channel);
      channel.listeners.add(listener);
      schedule();
      readAndFeed(listener.workspace, channel);
      return () => {
        channel.listeners.delete(listener);
        if (channel.listeners.size === 0 && channels.get(listener.workspace) === channel)
          channels.delete(listener.workspace);
      };
    },
    nudge(workspace, fresh = []) {
      const channel = channels.get(workspace);
      if (!channel) return;
      take(channel, fresh);
      if (channel.isScheduled) return;
      channel.isScheduled = true;
      // Whoever published goes on first: its answer does not wait for the streams.
      setImmediate(() => {
        channel.isScheduled = false;
        work(workspace, channel);
      });
    },
    resume(listener) {
      const channel = channels.get(listener.workspace);
      if (!channel || fromRing(channel, listener.at)?.length === 0) return;
      channel.unfed = true;
      work(listener.workspace, channel);
    },
    end(match) {
      if (!match) {
        closed = true;
        clearTimeout(timer);
      }
      for (const channel of channels.values())
        for (const listener of channel.listeners) if (!match || match(listener)) listener.end();
    },
    get size() {
      return [...channels.values()].reduce((sum, channel) => sum + channel.listeners.size, 0);
    },
  };
}
