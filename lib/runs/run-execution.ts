import type { AutomationDefinition } from "@/lib/automations/schema";
import type { Transaction } from "@/lib/db/database";
import { renewLease } from "@/lib/db/run-leases";
import type { RunRow } from "@/lib/db/runs";
import type { StepRow } from "@/lib/db/steps";
import { afterRaces } from "@/lib/mesh/log";

import type { RunServices } from "./services";

/**
 * Renews the lease on a run and does `work` in the same transaction. Throws FencedError when another worker has the run,
 * and then nothing of `work` is kept.
 */
export const withLease = <T>(
  services: RunServices,
  run: RunRow,
  work: (trx: Transaction) => Promise<T>,
): Promise<T> =>
  afterRaces(() =>
    services.db.withService(async (trx) => {
      // Both statements are sent together; when the lease is lost, the transaction rolls back.
      const [renewing, working] = await Promise.allSettled([
        renewLease(trx, run, services.leaseMs),
        work(trx),
      ]);
      if (renewing.status === "rejected") throw renewing.reason;
      if (working.status === "rejected") throw working.reason;
      return working.value;
    }),
  );

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

/** One worker's execution of a leased run: the services, the run, and its steps as they are stored. */
export class RunExecution {
  readonly services: RunServices;
  readonly run: RunRow;
  readonly name: string;
  readonly definition: AutomationDefinition;
  readonly allowedItems: number;
  /** The run's steps by key, kept up to date while the run executes. */
  readonly steps: Map<string, StepRow>;

  constructor(services: RunServices, leased: LeasedRun) {
    this.services = services;
    this.run = leased.run;
    this.name = leased.name;
    this.definition = leased.definition;
    this.allowedItems = leased.allowedItems;
    this.steps = new Map(leased.steps.map((row) => [row.key, row]));
  }

  now(): Date {
    return this.services.now();
  }

  /** Renews the lease and does `work` in the same transaction. Throws FencedError when another worker has the run. */
  withLease<T>(work: (trx: Transaction) => Promise<T>): Promise<T> {
    return withLease(this.services, this.run, work);
  }

  /** Tells streams and dispatchers that this run appended events. Call after the commit. */
  notifyAppended(): void {
    this.services.notifyAppended(this.run.workspaceId);
  }
}
