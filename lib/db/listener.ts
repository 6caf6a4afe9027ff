import { randomUUID } from "node:crypto";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import { Client } from "pg";

import { logger } from "@/lib/core/server/logger";

export interface Listening {
  readonly connectionString: string;
  /** Channel name that needs no quotes. */
  readonly channel: string;
  /** Sends a notification over another connection. */
  readonly say: (payload: string) => Promise<unknown>;
  readonly onMessage: (payload: string) => void;
  /** Called when a connection starts listening. Earlier notifications may be lost. */
  readonly onReady: () => void;
}

export interface ListenTimes {
  /** Interval of the connection check in milliseconds. */
  readonly checkMs?: number;
  /** Timeout of the check. */
  readonly answerMs?: number;
  /** Delay after a lost connection. Doubles up to twenty times while the database is unavailable. */
  readonly retryMs?: number;
  /** Delay after a connection that receives nothing, as behind a transaction pooler. */
  readonly deafMs?: number;
}

const MAX_RETRIES = 20;
type End = "lost" | "deaf";

/** Opens a connection that is destroyed instead of closed, because closing would wait for a dead peer. */
function dial(connectionString: string, answerMs: number, stop: AbortSignal) {
  const socket = new net.Socket();
  const client = new Client({
    connectionString,
    stream: () => socket,
    connectionTimeoutMillis: answerMs,
    query_timeout: answerMs,
    application_name: "agentic-dashboard listening",
  });
  let onStop = () => {};
  // Resolves when the connection is unusable.
  const lost = new Promise<"lost">((resolve) => {
    onStop = () => resolve("lost");
    for (const sign of ["error", "end"] as const) client.on(sign, onStop);
    stop.addEventListener("abort", onStop);
  });
  const drop = () => {
    stop.removeEventListener("abort", onStop);
    socket.destroy();
  };
  return { client, lost, drop };
}

/** Listens on one connection until it is lost, `stop` is triggered, or the check shows that it receives nothing. */
async function listenOnce(
  { connectionString, channel, say, onMessage, onReady }: Listening,
  { checkMs, answerMs }: { readonly checkMs: number; readonly answerMs: number },
  stop: AbortSignal,
): Promise<End> {
  const { client, lost, drop } = dial(connectionString, answerMs, stop);
  const wait = <T extends string>(ms: number, then: T) =>
    sleep(ms, then, { ref: false, signal: stop });
  let check = { word: "", answer: () => {} };
  client.on("notification", ({ payload = "" }) => {
    if (payload === check.word) check.answer();
    else onMessage(payload);
  });
  let hears = false;
  try {
    if ((await Promise.race([client.connect(), lost])) === "lost") return "lost";
    await client.query(`listen ${channel}`);
    for (;;) {
      const answered = new Promise<"heard">((resolve) => {
        check = { word: `check ${randomUUID()}`, answer: () => resolve("heard") };
      });
      await Promise.race([say(check.word), lost]);
      const found = await Promise.race([answered, lost, wait(answerMs, "silent")]);
      if (found !== "heard") return found === "silent" && !hears ? "deaf" : "lost";
      if (!hears) onReady();
      hears = true;
      if ((await Promise.race([lost, wait(checkMs, "due")])) === "lost") return "lost";
    }
  } catch {
    return "lost";
  } finally {
    drop();
  }
}

/**
 * Listens to a Postgres channel on a separate connection, and reconnects when it is lost. A connection that receives
 * nothing is closed and retried occasionally. Returns a function that stops listening.
 */
export function keepListening(listening: Listening, times: ListenTimes = {}): () => Promise<void> {
  const { checkMs = 30_000, answerMs = 5000, retryMs = 500, deafMs = 60_000 } = times;
  const stop = new AbortController();
  let isDeaf = false;
  let retries = 1;
  const onReady = () => {
    isDeaf = false;
    retries = 1;
    listening.onReady();
  };
  const loop = async () => {
    while (!stop.signal.aborted) {
      const end = await listenOnce({ ...listening, onReady }, { checkMs, answerMs }, stop.signal);
      if (end === "deaf" && !isDeaf && !stop.signal.aborted)
        logger.warn(
          "this connection to the database hears no notifications, as behind a transaction pooler; other processes are heard by polling",
        );
      isDeaf ||= end === "deaf";
      const pause = isDeaf ? deafMs : retryMs * retries;
      retries = Math.min(retries * 2, MAX_RETRIES);
      await sleep(pause, undefined, { ref: false, signal: stop.signal }).catch(() => {});
    }
  };
  const ended = loop();
  return async () => {
    stop.abort();
    await ended;
  };
}
