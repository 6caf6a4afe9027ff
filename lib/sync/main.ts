import { logger } from "@/lib/core/server/logger";
import { throttle } from "@/lib/core/throttle";
import { liveConnections, type ConnectionRow } from "@/lib/db/connections";
import { connectionsWithStale } from "@/lib/db/mrr";
import { connectionsToSync } from "@/lib/db/object-changes";
import {
  comparisonsDue,
  copiesToDelete,
  deleteSomeOfCopy,
  importsToDo,
  prepareImports,
} from "@/lib/db/object-imports";
import { getProvider } from "@/lib/providers/registry";

import { Budget } from "./budget";
import { applyChanges, copyOf, readDue } from "./changes";
import { compareConnection } from "./compare";
import { continueErasures } from "./erase";
import { HISTORY, HISTORY_SECONDS } from "./history";
import { importConnection } from "./import";
import { computeRevenue } from "./revenue";
import type { SyncServices } from "./services";

/** Keeps the copies of all connections: imports them, and applies what events bring. */
export interface Sync {
  /** Applies now what events have just brought, instead of at the next poll. */
  soon(): void;
  /** Does once, now, what is due: states of events, reads, and one round of imports. */
  catchUp(): Promise<void>;
  /** Resolves when what runs has ended. Imports go on in another process, or at the next start. */
  stop(): Promise<void>;
}

const POLL_MS = 1000;
const SOON_MS = 100;
const CONNECTIONS = 20;
const IMPORTS = 2;
/** Accounts whose changes are applied side by side. One that waits for its provider does not hold up the others. */
const AT_ONCE = 4;
const DELETED_AT_ONCE = 5000;

/** Types of an import, with the events of the time before the connection. */
const importTypes = ({ provider }: ConnectionRow): string[] => {
  const { objects, catchUp } = getProvider(provider);
  return objects ? [...Object.keys(objects.types), ...(catchUp ? [HISTORY] : [])] : [];
};

class SyncLoop implements Sync {
  readonly #services: SyncServices;
  readonly #stop = new AbortController();
  readonly #imports = new Map<string, Promise<void>>();
  readonly #updates = new Map<string, Promise<void>>();
  readonly #budgets = new Map<string, Budget>();
  /** Connections whose import is known to exist. */
  readonly #prepared = new Set<string>();
  readonly #timer: NodeJS.Timeout;
  readonly #throttle = throttle(() => void this.#once(), SOON_MS);
  #running: Promise<void> | undefined;

  constructor(services: SyncServices) {
    this.#services = services;
    this.#timer = setInterval(() => void this.#once(), POLL_MS);
    this.#timer.unref();
  }

  soon(): void {
    if (!this.#stop.signal.aborted) this.#throttle.request();
  }

  async catchUp(): Promise<void> {
    await this.#running; // it may have looked before what is now due
    await this.#once();
    await Promise.all([...this.#imports.values(), ...this.#updates.values()]);
    await this.#once();
    await Promise.all(this.#updates.values());
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#throttle.cancel();
    this.#stop.abort();
    await this.#running;
    await Promise.all([...this.#imports.values(), ...this.#updates.values()]);
  }

  #once(): Promise<void> {
    this.#running ??= this.#work()
      .catch((err: unknown) => logger.warn({ err }, "synced copies were not looked at"))
      .finally(() => {
        this.#running = undefined;
      });
    return this.#running;
  }

  /** Half of what the provider allows, so that the account's own software keeps the other half. */
  #budgetOf({ id, provider, livemode }: ConnectionRow): Budget {
    const { rateLimit } = getProvider(provider).manifest;
    const allowed = (livemode ? rateLimit.live : rateLimit.test) / rateLimit.perSeconds;
    const budget = this.#budgets.get(id) ?? new Budget(allowed / 2);
    this.#budgets.set(id, budget);
    return budget;
  }

  async #work(): Promise<void> {
    const { db } = this.#services;
    if (this.#stop.signal.aborted) return;
    const live = await db.withService((trx) => liveConnections(trx));
    await this.#prepare(live);
    const due = await connectionsToSync(db, CONNECTIONS);
    const valued = await connectionsWithStale(db, CONNECTIONS);
    const todo = await db.withService((trx) => importsToDo(trx, IMPORTS));
    const stale = await db.withService((trx) => comparisonsDue(trx, IMPORTS));
    const byId = new Map(live.map((row) => [row.id, row]));
    await this.#deleteCopies();
    if (await continueErasures(db)) this.soon();
    for (const id of new Set([...due, ...valued])) this.#update(byId.get(id));
    for (const id of todo) this.#read(byId.get(id), importConnection);
    for (const id of stale) this.#read(byId.get(id), compareConnection);
  }

  async #prepare(live: readonly ConnectionRow[]): Promise<void> {
    for (const connection of live) {
      const types = importTypes(connection);
      if (types.length === 0 || this.#prepared.has(connection.id)) continue;
      const until = Math.floor(this.#services.now().getTime() / 1000) + 1;
      const since = Math.floor(connection.eventsSince.getTime() / 1000);
      await this.#services.db.withService(async (trx) => {
        await prepareImports(
          trx,
          connection,
          types.filter((type) => type !== HISTORY),
          { from: 0, to: until },
        );
        if (types.includes(HISTORY))
          await prepareImports(trx, connection, [HISTORY], {
            from: since - HISTORY_SECONDS,
            to: since,
          });
      });
      this.#prepared.add(connection.id);
    }
  }

  /** Deletes a part of each copy that people no longer want; the rest follows in the next turns. */
  async #deleteCopies(): Promise<void> {
    const { db } = this.#services;
    for (const id of await db.withService((trx) => copiesToDelete(trx, CONNECTIONS))) {
      const hasMore = await db.withService((trx) => deleteSomeOfCopy(trx, id, DELETED_AT_ONCE));
      if (hasMore) this.soon();
      else this.#prepared.delete(id);
    }
  }

  /** Applies what events brought, reads what is due, then computes the revenue that this changed; at most one such task for a connection. */
  #update(connection: ConnectionRow | undefined): void {
    const copy = connection && copyOf(connection);
    if (!connection || !copy || this.#updates.has(connection.id)) return;
    if (this.#updates.size >= AT_ONCE) return;
    const work = async () => {
      const hasMore = await applyChanges(this.#services, copy);
      await readDue(this.#services, copy, this.#budgetOf(connection));
      await computeRevenue(this.#services, connection);
      if (hasMore) this.soon();
    };
    const running = work()
      .catch((err: unknown) =>
        logger.warn(
          { err, connection: connection.id },
          "the synced copy was not brought up to date",
        ),
      )
      .finally(() => this.#updates.delete(connection.id));
    this.#updates.set(connection.id, running);
  }

  /** Imports an account or compares it; at most one such task for a connection. */
  #read(connection: ConnectionRow | undefined, task: typeof importConnection): void {
    if (!connection || this.#imports.has(connection.id) || this.#imports.size >= IMPORTS) return;
    const work = { budget: this.#budgetOf(connection), signal: this.#stop.signal };
    const running = task(this.#services, connection, work)
      .catch((err: unknown) => {
        if (!this.#stop.signal.aborted)
          logger.warn({ err, connection: connection.id }, "an account was not read");
      })
      .finally(() => this.#imports.delete(connection.id));
    this.#imports.set(connection.id, running);
  }
}

/** Begins to keep the copies of all connections, beside any number of other processes that do. */
export const startSync = (services: SyncServices): Sync => new SyncLoop(services);
