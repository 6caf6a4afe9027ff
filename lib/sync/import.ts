import { logger } from "@/lib/core/server/logger";
import type { ConnectionRow } from "@/lib/db/connections";
import type { Transaction } from "@/lib/db/database";
import {
  analyzeCopy,
  checkpointImport,
  claimImport,
  importsOf,
  noteImportWait,
  refuseImport,
  releaseImport,
  renewImport,
  type ImportHolder,
  type ImportRange,
} from "@/lib/db/object-imports";
import { lockCopy } from "@/lib/db/objects";
import { ProviderError } from "@/lib/providers/errors";
import type { ObjectData, ObjectType, SyncedObjects } from "@/lib/providers/objects";
import { getProvider } from "@/lib/providers/registry";

import type { Budget } from "./budget";
import { HISTORY, importHistory } from "./history";
import { listedPage, nextOwner, restOfOwned } from "./listing";
import { restOf } from "./ranges";
import { readObjects, type ReadResult } from "./read";
import type { SyncServices } from "./services";
import { applyRead, isRefusedValue, separateRefused, statesOf, type ReadPage } from "./unstored";

const PARALLEL = 4;
const LEASE_MS = 15_000;
const RENEW_MS = 5_000;
const RETRY_MS = 60_000;
const NOTHING: ReadPage = { states: [], unusable: [] };

interface Job {
  readonly type: string;
  readonly range: ImportRange;
}

/** Another process has the import, or people paused it. */
class LostImport extends Error {}

/** Imports what is left of one connection, several pages at a time, until it is done, paused, lost or the provider refuses. */
class Importer {
  readonly #services: SyncServices;
  readonly #connection: ConnectionRow;
  readonly #objects: SyncedObjects;
  readonly #apiVersion: string;
  readonly #holder: ImportHolder;
  readonly #budget: Budget;
  readonly #signal: AbortSignal;
  /** Ranges that are left by type, in the order of the import. Written with each page. */
  readonly #left: Map<string, ImportRange[]>;
  readonly #inFlight = new Set<Job>();
  readonly #started = new Set<string>();
  #writing: Promise<void> = Promise.resolve();

  constructor(
    services: SyncServices,
    connection: ConnectionRow,
    copy: { objects: SyncedObjects; apiVersion: string },
    work: {
      holder: ImportHolder;
      budget: Budget;
      signal: AbortSignal;
      left: Map<string, ImportRange[]>;
    },
  ) {
    this.#services = services;
    this.#connection = connection;
    this.#objects = copy.objects;
    this.#apiVersion = copy.apiVersion;
    this.#holder = work.holder;
    this.#budget = work.budget;
    this.#signal = work.signal;
    this.#left = work.left;
  }

  /** The next page to read: of types that were not begun first, so that every page of the app shows something soon. */
  #next(): Job | undefined {
    const busy = new Set([...this.#inFlight].map(({ type }) => type));
    const open = [...this.#left].filter(
      ([type, ranges]) => ranges.length > 0 && this.#isReady(type, busy),
    );
    const [type, ranges] = open.find(([name]) => !this.#started.has(name)) ?? open[0] ?? [];
    const range = ranges?.shift();
    if (type === undefined || range === undefined) return undefined;
    this.#started.add(type);
    return { type, range };
  }

  /** Types that another type lists wait for it, and are read one page at a time. */
  #isReady(type: string, busy: ReadonlySet<string>): boolean {
    const owner = this.#objects.types[type]?.listedBy?.type;
    if (owner === undefined) return true;
    return !busy.has(type) && !busy.has(owner) && (this.#left.get(owner) ?? []).length === 0;
  }

  async run(): Promise<void> {
    const flight = new Set<Promise<void>>();
    try {
      for (;;) {
        this.#signal.throwIfAborted();
        const job = flight.size < PARALLEL ? this.#next() : undefined;
        if (job) {
          this.#inFlight.add(job);
          const page = this.#read(job).finally(() => {
            flight.delete(page);
            this.#inFlight.delete(job);
          });
          flight.add(page);
        } else if (flight.size > 0) await Promise.race(flight);
        else return;
      }
    } finally {
      await Promise.allSettled(flight);
    }
  }

  async #read(job: Job): Promise<void> {
    const known = this.#objects.types[job.type];
    if (!known) return this.#refuse(job.type, "This version does not know the type any more.");
    try {
      const owner =
        known.listedBy &&
        (await nextOwner(this.#services.db, this.#connection.id, known.listedBy, job.range));
      if (owner === null) return await this.#write(job, NOTHING, []);
      const read = await this.#list(job, owner?.id);
      const page = listedPage(read.output);
      const rest =
        owner === undefined ? this.#restOf(job, page) : [restOfOwned(job.range, owner, page)];
      await this.#write(job, this.#states(job.type, read, owner?.id), rest);
    } catch (error) {
      await this.#onError(job, known, error);
    }
  }

  #restOf(job: Job, page: ReturnType<typeof listedPage>): ImportRange[] {
    const waiting = [...this.#left.values()].reduce((sum, ranges) => sum + ranges.length, 0);
    return restOf(job.range, page, waiting + this.#inFlight.size < PARALLEL);
  }

  /** Reads one page; waits and asks again while the provider says that there are too many requests. */
  async #list({ type, range }: Job, owner: string | undefined): Promise<ReadResult> {
    const input =
      owner === undefined
        ? { type, from: range.from, to: range.to, ...(range.after ? { after: range.after } : {}) }
        : { type, of: owner, ...(range.owner ? { after: range.owner.after } : {}) };
    for (;;) {
      await this.#budget.take(this.#signal);
      try {
        const read = await readObjects(
          this.#services,
          this.#connection,
          { operation: "objects.list", input },
          this.#signal,
        );
        this.#budget.answered();
        return read;
      } catch (error) {
        if (!(error instanceof ProviderError) || error.apiCode !== "RATE_LIMITED") throw error;
        const now = this.#services.now().getTime();
        const waitMs = Math.max(1000, (error.retryAt?.getTime() ?? 0) - now);
        this.#budget.refused(waitMs);
        const { name } = getProvider(this.#connection.provider).manifest;
        await this.#service((trx) =>
          noteImportWait(
            trx,
            this.#holder,
            `${name} asked us to slow down. The import goes on by itself.`,
          ),
        );
      }
    }
  }

  #states(type: string, { output, sourceTime }: ReadResult, owner: string | undefined): ReadPage {
    const items = Array.isArray(output["data"]) ? (output["data"] as ObjectData[]) : []; // checked by the operation's schema
    const read = { apiVersion: this.#apiVersion, sourceTime, owner };
    return statesOf(this.#objects, type, items, read);
  }

  #service = <T>(work: (trx: Transaction) => Promise<T>) => this.#services.db.withService(work);

  /** Writes a page with what is left of its type. One at a time, so that what the database says is left is always true. */
  #write(job: Job, page: ReadPage, rest: readonly ImportRange[]): Promise<void> {
    const write = () =>
      this.#commit(job, page, rest).catch(async (error: unknown) => {
        if (!isRefusedValue(error)) throw error;
        const copy = { place: this.#place, objects: this.#objects };
        await this.#commit(job, await separateRefused(this.#services, copy, page), rest);
      });
    this.#writing = this.#writing.then(write, write);
    return this.#writing;
  }

  get #place() {
    return { workspaceId: this.#connection.workspaceId, connectionId: this.#connection.id };
  }

  async #commit(job: Job, page: ReadPage, rest: readonly ImportRange[]): Promise<void> {
    const ranges = this.#left.get(job.type) ?? [];
    const others = [...this.#inFlight]
      .filter((one) => one !== job && one.type === job.type)
      .map(({ range }) => range);
    const left = [...rest, ...ranges].toSorted((a, b) => b.to - a.to);
    const oldest = Math.min(...page.states.map(({ columns }) => columns.created.getTime()));
    await this.#service(async (trx) => {
      await lockCopy(trx, this.#connection.id);
      if (!(await renewImport(trx, this.#holder, LEASE_MS))) throw new LostImport();
      await applyRead(trx, this.#services, { place: this.#place, objects: this.#objects }, page);
      await checkpointImport(trx, this.#connection.id, {
        type: job.type,
        ranges: [...others, ...left],
        rows: page.states.length,
        oldest: Number.isFinite(oldest) ? new Date(oldest) : null,
      });
      await analyzeCopy(trx);
    });
    this.#left.set(job.type, left);
    this.#inFlight.delete(job);
  }

  async #refuse(type: string, problem: string): Promise<void> {
    this.#left.set(type, []);
    await this.#service((trx) => refuseImport(trx, this.#connection.id, type, problem));
  }

  async #onError(job: Job, known: ObjectType, error: unknown): Promise<void> {
    if (!(error instanceof ProviderError)) throw error;
    const { name } = getProvider(this.#connection.provider).manifest;
    if (error.lacksPermission)
      return this.#refuse(
        job.type,
        `The key may not read them. Allow “${known.permission}” in ${name}, then try again.`,
      );
    const isCursorGone =
      job.range.after !== undefined && error.apiCode !== "UNAUTHORIZED" && !error.retryable;
    if (isCursorGone && !known.listedBy) {
      // The object that the cursor named was deleted meanwhile. Reading the range again is safe.
      const { after: _gone, ...range } = job.range;
      this.#left.set(job.type, [range, ...(this.#left.get(job.type) ?? [])]);
      return;
    }
    if (error.apiCode === "INVALID_REQUEST" || error.apiCode === "NOT_FOUND")
      return this.#refuse(job.type, `${name} refused the list: ${error.message}`);
    throw error;
  }
}

/** Ranges that are left, by type, in the order in which the provider declares its types. */
async function whatIsLeft(services: SyncServices, connectionId: string, objects: SyncedObjects) {
  const imports = await services.db.withService((trx) => importsOf(trx, connectionId));
  const open = new Map(
    imports
      .filter(({ state }) => state === "waiting" || state === "running")
      .map((one) => [one.type, [...one.ranges]]),
  );
  const order = Object.keys(objects.types);
  return new Map([...open].toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b)));
}

/**
 * Goes on with the import of a connection, unless another process does. Ends when it is done, paused or stopped; when the
 * provider refuses for now, it is left for later with the reason.
 */
export async function importConnection(
  services: SyncServices,
  connection: ConnectionRow,
  { budget, signal }: { budget: Budget; signal: AbortSignal },
): Promise<void> {
  const { objects, manifest } = getProvider(connection.provider);
  if (!objects) return;
  const fence = await services.db.withService((trx) => claimImport(trx, connection.id, LEASE_MS));
  if (fence === null) return;
  const holder = { connectionId: connection.id, fence };
  const stop = new AbortController();
  const renewing = setInterval(() => {
    void services.db
      .withService((trx) => renewImport(trx, holder, LEASE_MS))
      .then((isMine) => isMine || stop.abort(new LostImport()))
      .catch((err: unknown) => logger.warn({ err }, "an import's lease was not renewed"));
  }, RENEW_MS);
  try {
    const left = await whatIsLeft(services, connection.id, objects);
    const [history] = left.get(HISTORY) ?? [];
    left.delete(HISTORY);
    const both = AbortSignal.any([signal, stop.signal]);
    const copy = { objects, apiVersion: manifest.apiVersion };
    await new Importer(services, connection, copy, { holder, budget, signal: both, left }).run();
    const work = { holder, budget, signal: both, leaseMs: LEASE_MS };
    if (history) await importHistory(services, connection, history, work);
    await services.db.withService((trx) => releaseImport(trx, holder, null));
  } catch (error) {
    if (error instanceof LostImport || stop.signal.aborted) return;
    if (!signal.aborted) logger.warn({ err: error, connection: connection.id }, "an import waits");
    const wait = signal.aborted
      ? null
      : { retryAt: new Date(services.now().getTime() + RETRY_MS), problem: waitReason(error) };
    await services.db.withService((trx) => releaseImport(trx, holder, wait));
  } finally {
    clearInterval(renewing);
  }
}

const waitReason = (error: unknown): string =>
  error instanceof ProviderError
    ? `${error.message} The import goes on in a minute.`
    : "The import was interrupted and goes on in a minute.";
