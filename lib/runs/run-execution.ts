import type { AutomationDefinition } from "@/lib/automations/schema";
import type { Transaction } from "@/lib/db/database";
import { asStored, type StepRecord } from "@/lib/db/run-records";
import type { RunRow } from "@/lib/db/runs";
import type { StepRow } from "@/lib/db/steps";
import { isUnstorable, type NewEvent } from "@/lib/mesh/log";

import { RunLease } from "./run-lease";
import { runWriterOf } from "./run-writer";
import type { RunServices } from "./services";

/** A run on which this worker has the lease, with everything that its steps need. */
export interface LeasedRun {
  readonly run: RunRow;
  /** Name of the automation. */
  readonly name: string;
  readonly definition: AutomationDefinition;
  /** How many items of one list it may send to without an approval. */
  readonly allowedItems: number;
  readonly steps: readonly StepRow[];
}

/** The end of a step that nothing outside depends on yet. */
export interface EndedStep {
  readonly record: StepRecord;
  /** The event that is stored with it. */
  readonly event: NewEvent | null;
  /** Stored instead of an answer that the database does not take; the request must not be sent again for that. */
  readonly withoutAnswer?: unknown;
}

/** What is written together with the ends of steps that wait to be written. */
interface Commit {
  readonly begins?: StepRecord;
  /** The event that tells that the run has succeeded, which ends it. */
  readonly succeeded?: NewEvent;
}

const NOT_BEGUN = {
  requestHash: null,
  input: null,
  plan: null,
  output: null,
  warnings: [],
  reason: null,
  notBefore: null,
  waitPattern: null,
  waitWhere: null,
  emitted: null,
  firstAt: null,
  startedAt: null,
  finishedAt: null,
};

/**
 * One worker's execution of a leased run: the services, the run, and its steps as they are stored. The end of a step is
 * written together with the beginning of the next one, or with the end of the run.
 */
export class RunExecution extends RunLease {
  readonly name: string;
  readonly definition: AutomationDefinition;
  readonly allowedItems: number;
  /** The run's steps by key, kept up to date while the run executes. */
  readonly steps: Map<string, StepRow>;
  readonly #ended: EndedStep[] = [];

  constructor(services: RunServices, leased: LeasedRun) {
    super(services, leased.run);
    this.name = leased.name;
    this.definition = leased.definition;
    this.allowedItems = leased.allowedItems;
    this.steps = new Map(leased.steps.map((row) => [row.key, row]));
  }

  now(): Date {
    return this.services.now();
  }

  /** How many ends of steps wait to be written. */
  get uncommitted(): number {
    return this.#ended.length;
  }

  /** Notes the end of a step, which {@link commit} writes. */
  endStep(ended: EndedStep): void {
    this.#ended.push(ended);
    this.#note(ended.record);
  }

  /**
   * Writes the ends of steps, and what goes with them. Returns `false` when an answer could not be stored: it was left
   * out, nothing else was written, and what follows has to be planned again. Throws FencedError when another worker has
   * the run.
   */
  async commit({ begins, succeeded }: Commit = {}): Promise<boolean> {
    const ended = this.#ended.splice(0);
    if (ended.length === 0 && !begins && !succeeded) return true;
    try {
      await this.#write(
        [...ended.map(({ record }) => record), ...(begins ? [begins] : [])],
        [...ended.map(({ event }) => event), succeeded ?? null],
        succeeded !== undefined,
      );
    } catch (error) {
      if (!isUnstorable(error) || ended.length === 0) throw error;
      for (const one of ended) await this.#writeAlone(one);
      return false;
    }
    if (begins) this.#note(begins);
    if (succeeded || ended.some(({ event }) => event)) this.notifyAppended();
    return true;
  }

  /** Writes the ends of steps, then renews the lease and does `work` in the same transaction. See {@link RunLease}. */
  override async withLease<T>(work: (trx: Transaction) => Promise<T>): Promise<T> {
    await this.commit();
    return super.withLease(work);
  }

  /** Tells streams and dispatchers that this run appended events. Call after the commit. */
  notifyAppended(): void {
    this.services.notifyAppended(this.run.workspaceId);
  }

  #write(
    steps: readonly StepRecord[],
    events: readonly (NewEvent | null)[],
    ends: boolean,
  ): Promise<void> {
    const { run, services } = this;
    return runWriterOf(services.db).write({
      run,
      leaseMs: services.leaseMs,
      steps,
      ends,
      events: events.filter((event) => event !== null),
    });
  }

  async #writeAlone({ record, event, withoutAnswer }: EndedStep): Promise<void> {
    try {
      await this.#write([record], [event], false);
      if (event) this.notifyAppended();
    } catch (error) {
      if (!isUnstorable(error) || withoutAnswer === undefined) throw error;
      const kept = { ...record, output: withoutAnswer, emitted: undefined };
      await this.#write([kept], [], false);
      this.#note(kept);
    }
  }

  /** Updates the run's copy of a step as the record changes the stored one. */
  #note({
    ref,
    httpStatus: _status,
    requestId: _id,
    claimed: _claimed,
    ...change
  }: StepRecord): void {
    const before = this.steps.get(ref.key);
    const given = Object.fromEntries(
      Object.entries(change).filter(([, value]) => value !== undefined),
    );
    const isBegun = change.status === "running";
    const now = this.now();
    this.steps.set(ref.key, {
      ...NOT_BEGUN,
      attempt: 0,
      ...before,
      ...ref,
      ...given,
      status: change.status,
      ...("output" in given ? { output: asStored(change.output) } : {}),
      ...(isBegun ? { reason: null, notBefore: null, startedAt: now } : {}),
      firstAt: before?.firstAt ?? (isBegun ? now : null),
      finishedAt: isBegun ? null : now,
    });
  }
}
