import type { Database } from "./database";
import { endedRights, type StreamRight } from "./sessions";

/** An open stream with its grant. */
export interface WatchedStream extends StreamRight {
  /** Expiry of its access token in epoch milliseconds. */
  readonly expiresAtMs: number;
  /** Closes the stream. Unless all access is lost, the client may reconnect with a new token or role. */
  end(isAccessGone: boolean): void;
}

/** Closes open streams after sign-out, removal, a role change or token expiry. */
export interface StreamAccess {
  /** Watches a stream until the returned function is called. */
  watch(stream: WatchedStream): () => void;
  /** Triggers a check after access changed in any process. */
  recheck(): void;
}

const RECHECK_MS = 1000;

/**
 * Checks all streams of this process once a second in one statement, and immediately after a change. Streams stay open
 * while the database is unavailable, because no events arrive then either.
 */
export function createStreamAccess(
  db: Pick<Database, "serviceQuery">,
  options: { readonly nowMs?: () => number; readonly onError: (error: unknown) => void },
): StreamAccess {
  const { nowMs = Date.now, onError } = options;
  const streams = new Set<WatchedStream>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let isDueAgain = false;

  async function check(): Promise<void> {
    for (const stream of streams) if (stream.expiresAtMs <= nowMs()) stream.end(false);
    const open = [...streams];
    if (open.length === 0) return;
    const ended = await endedRights(db, open);
    for (const [at, stream] of open.entries()) {
      const isAccessGone = ended.get(at);
      if (isAccessGone !== undefined && streams.has(stream)) stream.end(isAccessGone);
    }
  }
  function recheck(): void {
    if (running) {
      isDueAgain = true;
      return;
    }
    running = check()
      .catch(onError)
      .finally(() => {
        running = undefined;
        if (!isDueAgain) return;
        isDueAgain = false;
        recheck();
      });
  }
  return {
    recheck,
    watch(stream) {
      streams.add(stream);
      timer ??= setInterval(recheck, RECHECK_MS).unref();
      return () => {
        streams.delete(stream);
        if (streams.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
  };
}
