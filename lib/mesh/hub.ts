import type { MeshEvent } from "./event";
import type { EventLog } from "./log";

/** One open stream. */
export interface StreamListener {
  readonly workspace: string;
  /** The sign-in session that opened it; it ends with it. */
  readonly session: string;
  /** Whose it is: user id. */
  readonly user: string;
  /** The last sequence number it has; the hub moves it forward. */
  at: number;
  /** Whether it can take more now; a slow reader says no and calls {@link StreamHub.resume} later. */
  ready(): boolean;
  send(events: readonly MeshEvent[]): void;
  /** The stream is over: the server stops, or the reader may no longer see the workspace. */
  end(): void;
}

/** Tails the log for all open streams of this process. */
export interface StreamHub {
  add(listener: StreamListener): () => void;
  /** The workspace's log has grown. */
  nudge(workspace: string): void;
  /** The listener can take more. */
  resume(listener: StreamListener): void;
  /** Ends the streams that `match` picks, or all of them for good. */
  end(match?: (listener: StreamListener) => boolean): void;
  readonly size: number;
}

const RING = 1000;
const POLL_MS = 250;

interface Channel {
  readonly listeners: Set<StreamListener>;
  /** The newest events, without a gap; older ones are read from the log. */
  ring: MeshEvent[];
  busy: boolean;
  again: boolean;
  /** A read has failed: some listener may be behind the ring's end. */
  behind: boolean;
}

/** The part of the ring after `at`, or null when the ring does not reach back that far. */
function fromRing(channel: Channel, at: number): MeshEvent[] | null {
  const first = channel.ring[0]?.seq;
  const last = channel.ring.at(-1)?.seq;
  if (
    first === undefined ||
    first === null ||
    last === null ||
    last === undefined ||
    at < first - 1
  )
    return null;
  return at >= last ? [] : channel.ring.slice(at - first + 1);
}

/** Reads what came after the ring's end. An empty one begins where the foremost listener is; the others read for themselves. */
async function extendRing(log: EventLog, workspace: string, channel: Channel): Promise<void> {
  for (;;) {
    const from =
      channel.ring.at(-1)?.seq ??
      Math.max(...[...channel.listeners].map((listener) => listener.at));
    const page = Number.isFinite(from) ? await log.read(workspace, from, 500) : [];
    channel.ring = [...channel.ring, ...page].slice(-RING);
    if (page.length < 500) return;
  }
}

async function feed(log: EventLog, channel: Channel, listener: StreamListener): Promise<void> {
  while (channel.listeners.has(listener) && listener.ready()) {
    const events =
      fromRing(channel, listener.at) ?? (await log.read(listener.workspace, listener.at, 200));
    if (events.length === 0) return;
    const part = events.slice(0, 100);
    listener.at = part.at(-1)?.seq ?? listener.at;
    listener.send(part);
  }
}

/** Waits for all of them, also when one fails: two feeds of one listener would send everything twice. */
async function feedAll(log: EventLog, channel: Channel): Promise<void> {
  const fed = await Promise.allSettled(
    [...channel.listeners].map((listener) => feed(log, channel, listener)),
  );
  for (const outcome of fed) if (outcome.status === "rejected") throw outcome.reason;
}

const newChannel = (): Channel => ({
  listeners: new Set(),
  ring: [],
  busy: false,
  again: false,
  behind: false,
});

/** @param onError is told when the log cannot be read; the hub tries again at the next poll. */
export function createStreamHub(log: EventLog, onError: (error: unknown) => void): StreamHub {
  const channels = new Map<string, Channel>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  async function pump(workspace: string): Promise<void> {
    const channel = channels.get(workspace);
    if (!channel) return;
    if (channel.busy) {
      channel.again = true;
      return;
    }
    channel.busy = true;
    try {
      do {
        channel.again = false;
        channel.behind = false;
        await extendRing(log, workspace, channel);
        await feedAll(log, channel);
      } while (channel.again);
    } catch (error) {
      channel.behind = true;
      onError(error);
    } finally {
      channel.busy = false;
    }
  }

  /** Other instances append too: one question for all workspaces with listeners. */
  async function poll(): Promise<void> {
    timer = undefined;
    if (closed || channels.size === 0) return;
    try {
      const heads = await log.heads([...channels.keys()]);
      for (const [workspace, head] of heads) {
        const channel = channels.get(workspace);
        if (channel && (channel.behind || (channel.ring.at(-1)?.seq ?? -1) < head.last))
          void pump(workspace);
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
      void pump(listener.workspace);
      return () => {
        channel.listeners.delete(listener);
        if (channel.listeners.size === 0 && channels.get(listener.workspace) === channel)
          channels.delete(listener.workspace);
      };
    },
    nudge: (workspace) => void pump(workspace),
    resume: (listener) => void pump(listener.workspace),
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
