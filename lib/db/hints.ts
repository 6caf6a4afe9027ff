import { randomUUID } from "node:crypto";

import { z } from "zod";

import { paced } from "@/lib/core/paced";
import { logger } from "@/lib/core/server/logger";

import type { Database } from "./database";
import { keepListening, type ListenTimes } from "./listener";

/** What a process tells the others over the same database. */
export interface Hint {
  /** Workspaces whose log has grown. */
  readonly grown?: readonly string[];
  /** Events were stored, and the teller has no worker that lets automations hear them. */
  readonly undispatched?: boolean;
  /** Runs were woken. */
  readonly woken?: boolean;
  /** Somebody has signed out, was removed, or has another role: open streams have to be checked. */
  readonly accessChanged?: boolean;
}

export interface Hearing {
  grown(workspaceId: string): void;
  undispatched(): void;
  woken(): void;
  accessChanged(): void;
}

/**
 * Tells other processes at once what they would find by their next poll. Nothing depends on it: a hint may be lost, and
 * is, where the database is behind a transaction pooler.
 */
export interface Hints {
  /** After the commit. Several that follow each other closely are told together. */
  tell(hint: Hint): void;
  /** Hears the others, not itself, until `stop`. Whatever may have been missed counts as heard when a connection begins. */
  listen(hearing: Hearing): void;
  stop(): Promise<void>;
}

const CHANNEL = "agentic_dashboard";
const PAUSE_MS = 50;
/** A notification has at most 8,000 bytes. */
const WORKSPACES = 100;

const messageSchema = z.object({
  from: z.string(),
  grown: z.array(z.string()).optional(),
  undispatched: z.boolean().optional(),
  woken: z.boolean().optional(),
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
  grown: ReadonlySet<string>,
  rest: Omit<Hint, "grown">,
): readonly string[] {
  const all = [...grown];
  const parts = Array.from({ length: Math.max(1, Math.ceil(all.length / WORKSPACES)) }, (_, at) =>
    all.slice(at * WORKSPACES, (at + 1) * WORKSPACES),
  );
  return parts.map((part) => JSON.stringify({ from, grown: part, ...rest }));
}

/** Gathers hints. They are told outside of the transactions that they speak of: those would wait for each other. */
function createTeller(from: string, say: (payloads: readonly string[]) => Promise<unknown>) {
  const nothing = () => ({
    grown: new Set<string>(),
    undispatched: false,
    woken: false,
    accessChanged: false,
  });
  let gathered = nothing();
  let isSaying = false;
  const isNothing = () =>
    gathered.grown.size === 0 &&
    !gathered.undispatched &&
    !gathered.woken &&
    !gathered.accessChanged;
  const flush = async () => {
    if (isSaying || isNothing()) return;
    isSaying = true;
    const { grown, ...rest } = gathered;
    gathered = nothing();
    await say(messagesOf(from, grown, rest)).catch((err: unknown) =>
      logger.debug({ err }, "others were not told"),
    );
    isSaying = false;
    if (!isNothing()) pace.soon();
  };
  const pace = paced(() => void flush(), PAUSE_MS);
  return {
    tell({ grown = [], undispatched = false, woken = false, accessChanged = false }: Hint) {
      for (const workspaceId of grown) gathered.grown.add(workspaceId);
      gathered.undispatched ||= undispatched;
      gathered.woken ||= woken;
      gathered.accessChanged ||= accessChanged;
      pace.soon();
    },
    cancel: () => pace.cancel(),
  };
}

/** Tells over the pool's connections; listens on one of its own. */
export function createHints(
  db: Database,
  connectionString: string,
  times: ListenTimes = {},
): Hints {
  const self = randomUUID();
  const say = (payloads: readonly string[]) =>
    db.serviceQuery("select pg_notify($1, said) from unnest($2::text[]) as said", [
      CHANNEL,
      payloads,
    ]);
  const teller = createTeller(self, say);
  let stopListening: (() => Promise<void>) | undefined;
  return {
    tell: (hint) => teller.tell(hint),
    listen(hearing) {
      stopListening ??= keepListening(
        {
          connectionString,
          channel: CHANNEL,
          say: (payload) => say([payload]),
          onMessage(payload) {
            const heard = parse(payload);
            if (!heard || heard.from === self) return;
            for (const workspaceId of heard.grown ?? []) hearing.grown(workspaceId);
            if (heard.undispatched) hearing.undispatched();
            if (heard.woken) hearing.woken();
            if (heard.accessChanged) hearing.accessChanged();
          },
          onReady() {
            hearing.undispatched();
            hearing.woken();
            hearing.accessChanged();
          },
        },
        times,
      );
    },
    async stop() {
      teller.cancel();
      await stopListening?.();
    },
  };
}
