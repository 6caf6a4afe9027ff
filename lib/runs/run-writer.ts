import { ClaimedError } from "@/lib/db/claims";
import type { Database } from "@/lib/db/database";
import { FencedError } from "@/lib/db/run-leases";
import {
  runRecordJson,
  writeRunRecords,
  type RunRecord,
  type RunRecordJson,
} from "@/lib/db/run-records";
import { afterRaces, isUnstorable } from "@/lib/mesh/log";

interface Waiting {
  readonly run: string;
  readonly json: RunRecordJson;
  readonly length: number;
  resolve(): void;
  reject(error: unknown): void;
}

/** Transactions that are written at the same time. */
const FLUSHES = 2;
const MAX_RECORDS = 64;
/** Characters of JSON. */
const MAX_LENGTH = 1024 * 1024;
/** `mesh.publish` takes at most 256. */
const MAX_EVENTS = 200;

/** Tells whether a transaction failed because of one of its records, and not because of the database. */
const isOfOneRecord = (error: unknown) => isUnstorable(error) || error instanceof ClaimedError;

/**
 * Writes the records of all runs of a process: those that wait while a transaction is under way go together with the
 * next one.
 */
export class RunWriter {
  readonly #db: Database;
  readonly #waiting: Waiting[] = [];
  #flushes = 0;

  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * Resolves when the record is committed. Throws FencedError when the run's lease is another worker's, ClaimedError, or
   * an error of class 22, 23 or 54 when the record cannot be stored; nothing of the record is kept then.
   */
  write(record: RunRecord): Promise<void> {
    return new Promise((resolve, reject) => {
      const json = runRecordJson(record);
      const length = [...json.steps, ...json.events].reduce((sum, text) => sum + text.length, 0);
      this.#waiting.push({ run: record.run.id, json, length, resolve, reject });
      // Records of the same turn go together.
      if (this.#flushes < FLUSHES) setImmediate(() => void this.#flushAll());
    });
  }

  /** Takes what fits into one transaction, at least one record. */
  #nextBatch(): Waiting[] {
    let [count, length, events] = [0, 0, 0];
    for (const one of this.#waiting) {
      length += one.length;
      events += one.json.events.length;
      if (count > 0 && (count >= MAX_RECORDS || length > MAX_LENGTH || events > MAX_EVENTS)) break;
      count++;
    }
    return this.#waiting.splice(0, count);
  }

  async #flushAll(): Promise<void> {
    if (this.#flushes >= FLUSHES) return;
    this.#flushes++;
    while (this.#waiting.length > 0) {
      const batch = this.#nextBatch();
      try {
        await this.#flush(batch);
      } catch (error) {
        // An absent database fails them all alike; one record that cannot be stored must not fail its neighbours.
        if (batch.length === 1 || !isOfOneRecord(error)) for (const one of batch) one.reject(error);
        else
          for (const one of batch)
            await this.#flush([one]).catch((reason: unknown) => one.reject(reason));
      }
    }
    this.#flushes--;
  }

  async #flush(batch: readonly Waiting[]): Promise<void> {
    const json = batch.map((one) => one.json);
    const written = await afterRaces(() => writeRunRecords(this.#db, json));
    for (const one of batch)
      if (written.has(one.run)) one.resolve();
      else one.reject(new FencedError(`Run ${one.run} is no longer ours.`));
  }
}

const writers = new WeakMap<Database, RunWriter>();

/** Returns the one writer of a database in this process. */
export function runWriterOf(db: Database): RunWriter {
  const writer = writers.get(db) ?? new RunWriter(db);
  writers.set(db, writer);
  return writer;
}
