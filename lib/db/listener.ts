import { randomUUID } from "node:crypto";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import { Client } from "pg";

import { logger } from "@/lib/core/server/logger";

export interface Listening {
  readonly connectionString: string;
  /** A name that needs no quotes. */
  readonly channel: string;
  /** Notifies the channel over any other connection. */
  readonly say: (payload: string) => Promise<unknown>;
  readonly onMessage: (payload: string) => void;
  /** A connection hears from now on. What was said before, nobody has heard. */
  readonly onReady: () => void;
}

export interface ListenTimes {
  /** How often to look whether it still hears, milliseconds. */
  readonly checkMs?: number;
  /** How long to wait for an answer. */
  readonly answerMs?: number;
  /** After a lost connection; doubled up to twenty times as long while the database stays away. */
  readonly retryMs?: number;
  /** After a connection that hears nothing, as behind a transaction pooler. */
  readonly deafMs?: number;
}

const MAX_RETRIES = 20;
type End = "lost" | "deaf";

/** Opens a connection that is dropped rather than ended: one whose other end is gone cannot be ended. */
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
  // Resolves when the connection is of no use any more.
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

/** Listens on one connection until it is lost, `stop` is raised, or it proves to hear nothing. */
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
 * Listens to a channel of Postgres on a connection of its own, and on a new one whenever that is lost. Where a
 * connection hears nothing, it is given up and tried again now and then. Returns what ends it.
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
