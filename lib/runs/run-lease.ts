import type { Transaction } from "@/lib/db/database";
import { renewLease } from "@/lib/db/run-leases";
import type { RunRow } from "@/lib/db/runs";
import { afterRaces } from "@/lib/mesh/log";

import type { RunServices } from "./services";

/** This worker's lease on a run. */
export class RunLease {
  readonly services: RunServices;
  readonly run: RunRow;

  constructor(services: RunServices, run: RunRow) {
    this.services = services;
    this.run = run;
  }

  /**
   * Renews the lease and does `work` in the same transaction. Throws FencedError when another worker has the run, and
   * then nothing of `work` is kept.
   */
  withLease<T>(work: (trx: Transaction) => Promise<T>): Promise<T> {
    const { services, run } = this;
    return afterRaces(() =>
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
  }
}
