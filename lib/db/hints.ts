import { randomUUID } from "node:crypto";

import { z } from "zod";

import { logger } from "@/lib/core/server/logger";
import { throttle } from "@/lib/core/throttle";

import type { Database } from "./database";
import { keepListening, type ListenTimes } from "./listener";

/** Notifications between processes with the same database. */
export interface Hint {
  /** Ids of workspaces with new events. */
  readonly appended?: readonly string[];
  /** A process without a worker stored events that must be dispatched. */
  readonly dispatchPending?: boolean;
  /** Runs were woken. */
  readonly wakeups?: boolean;
  /** Access of a person changed, so open streams must be checked. */
  readonly accessChanged?: boolean;
}

export interface Hearing {
  appended(workspaceId: string): void;
  dispatchPending(): void;
  wakeups(): void;
  accessChanged(): void;
}

/**
 * Notifies other processes of work that they would find at their next poll. A hint may be lost, for example behind a
 * transaction pooler, so nothing may depend on it.
 */
export interface Hints {
  /** Call after the commit. Hints within 50 ms are sent in one message. */
  notify(hint: Hint): void;
  /** Listens to other processes until `stop`. When a connection starts, hints that may have been missed are assumed. */
  listen(hearing: Hearing): void;
  stop(): Promise<void>;
}

const CHANNEL = "agentic_dashboard";
const PAUSE_MS = 50;
/** A notification has at most 8,000 bytes. */
const WORKSPACES = 100;

const messageSchema = z.object({
  from: z.string(),
  appended: z.array(z.string()).optional(),
  dispatchPending: z.boolean().optional(),
  wakeups: z.boolean().optional(),
  accessChanged: z.boolean().optional(),
});

function parse(payload: string): z.infer<typeof messageSchema> | undefined {
  try {
    return messageSchema.parse(JSON.parse(payload));
  } catch {
    return undefined; // anybody who may log in may notify
  }
}

function messagesOf(
  from: string,
  appended: ReadonlySet<string>,
  rest: Omit<Hint, "appended">,
): readonly string[] {
  const all = [...appended];
  const parts = Array.from({ length: Math.max(1, Math.ceil(all.length / WORKSPACES)) }, (_, at) =>
    all.slice(at * WORKSPACES, (at + 1) * WORKSPACES),
  );
  return parts.map((part) => JSON.stringify({ from, appended: part, ...rest }));
}

/** Collects hints and sends them outside of transactions, which would otherwise block each other. */
function createNotifier(from: string, send: (payloads: readonly string[]) => Promise<unknown>) {
  const empty = () => ({
    appended: new Set<string>(),
    dispatchPending: false,
    wakeups: false,
    accessChanged: false,
  });
  let gathered = empty();
  let isSending = false;
  const isEmpty = () =>
    gathered.appended.size === 0 &&
    !gathered.dispatchPending &&
    !gathered.wakeups &&
    !gathered.accessChanged;
  const flush = async () => {
    if (isSending || isEmpty()) return;
    isSending = true;
    const { appended, ...rest } = gathered;
    gathered = empty();
    await send(messagesOf(from, appended, rest)).catch((err: unknown) =>
      logger.debug({ err }, "other processes were not notified"),
    );
    isSending = false;
    if (!isEmpty()) pace.request();
  };
  const pace = throttle(() => void flush(), PAUSE_MS);
  return {
    notify({
      appended = [],
      dispatchPending = false,
      wakeups = false,
      accessChanged = false,
    }: Hint) {
      for (const workspaceId of appended) gathered.appended.add(workspaceId);
      gathered.dispatchPending ||= dispatchPending;
      gathered.wakeups ||= wakeups;
      gathered.accessChanged ||= accessChanged;
      pace.request();
    },
    cancel: () => pace.cancel(),
  };
}

/** Sends hints over the pool and listens on a separate connection. */
export function createHints(
  db: Database,
  connectionString: string,
  times: ListenTimes = {},
): Hints {
  const self = randomUUID();
  const send = (payloads: readonly string[]) =>
    db.serviceQuery("select pg_notify($1, said) from unnest($2::text[]) as said", [
      CHANNEL,
      payloads,
    ]);
  const notifier = createNotifier(self, send);
  let stopListening: (() => Promise<void>) | undefined;
  return {
    notify: (hint) => notifier.notify(hint),
    listen(hearing) {
      stopListening ??= keepListening(
        {
          connectionString,
          channel: CHANNEL,
          say: (payload) => send([payload]),
          onMessage(payload) {
            const heard = parse(payload);
            if (!heard || heard.from === self) return;
            for (const workspaceId of heard.appended ?? []) hearing.appended(workspaceId);
            if (heard.dispatchPending) hearing.dispatchPending();
            if (heard.wakeups) hearing.wakeups();
            if (heard.accessChanged) hearing.accessChanged();
          },
          onReady() {
            hearing.dispatchPending();
            hearing.wakeups();
            hearing.accessChanged();
          },
        },
        times,
      );
    },
    async stop() {
      notifier.cancel();
      await stopListening?.();
    },
  };
}
