import type { Database } from "./database";
import { endedRights, type StreamRight } from "./sessions";

/** A stream that is open, with what it was opened with. */
export interface WatchedStream extends StreamRight {
  /** When its access token expires, epoch milliseconds. */
  readonly expiresAtMs: number;
  /** Ends it. Unless all access is gone, its reader may come back: with a fresh token, or in another role. */
  end(isAccessGone: boolean): void;
}

/** Ends open streams when the right to read is gone: sign-out, removal, another role, or an expired token. */
export interface StreamAccess {
  /** Watches a stream until the returned function is called. */
  watch(stream: WatchedStream): () => void;
  /** Somebody's access has changed, in this process or another one. */
  recheck(): void;
}

const RECHECK_MS = 1000;

/**
 * Asks once a second, in one statement for all streams of this process, and at once when it is told of a change. While
 * the database does not answer, streams stay open: they carry nothing then, since events come from the same database.
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
