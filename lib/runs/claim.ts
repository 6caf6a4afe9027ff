import { concurrencyLimit } from "@/lib/automations/concurrency";
import { canStart, nextQueued, queueRun } from "@/lib/db/concurrency";
import type { Transaction } from "@/lib/db/database";
import { lockDueRuns, wakeRuns } from "@/lib/db/run-claims";
import { acquireLeases, findRunBase, type RunBase } from "@/lib/db/run-leases";
import type { RunRow } from "@/lib/db/runs";
import { stepsOfRuns, type StepRow } from "@/lib/db/steps";
import { afterRaces } from "@/lib/mesh/log";

import { refusalFor } from "./authority";
import type { RunServices } from "./services";
import { compiledVersions, type Compiled } from "./versions";

/** A run with everything that resuming it needs, read in the transaction that acquires its lease. */
export interface Claimed {
  readonly run: RunRow;
  readonly name: string;
  readonly allowedItems: number;
  readonly compiled: Compiled;
  readonly steps: readonly StepRow[];
  /** The reason why the run must stop, or `null`. */
  readonly refusal: string | null;
}

interface Candidate {
  readonly base: RunBase;
  readonly compiled: Compiled;
}

const GONE: Compiled = { unreadable: "Its version of the automation is gone." };

/** Returns true when the concurrency limit lets the run start, or when it has started. Otherwise the run stays queued. */
async function mayStart(trx: Transaction, { base, compiled }: Candidate): Promise<boolean> {
  if (base.status !== "pending" || !("definition" in compiled)) return true;
  const limit = concurrencyLimit(compiled.definition);
  if (limit === null) return true;
  if (!(await canStart(trx, base, limit))) {
    await queueRun(trx, base.id);
    return false;
  }
  // Runs that ended at the same time may all have woken the same queued run.
  if (limit > 1) await wakeRuns(trx, await nextQueued(trx, base.id));
  return true;
}

const keyOf = ({ base }: Candidate) => `${base.automationId}/${base.concurrencyKey}`;

/** Acquires the leases on those of these runs that may go on now. */
async function claim(
  { leaseMs }: RunServices,
  trx: Transaction,
  bases: readonly RunBase[],
): Promise<Claimed[]> {
  const compiled = await compiledVersions(
    trx,
    bases.map(({ automationId: id, version }) => ({ id, version })),
  );
  const candidates = bases
    .map((base, at) => ({ base, compiled: compiled[at] ?? GONE }))
    // Two workers lock concurrency keys in the same order.
    .toSorted((one, other) => keyOf(one).localeCompare(keyOf(other)));
  const starting = new Map<string, Candidate>();
  for (const one of candidates) if (await mayStart(trx, one)) starting.set(one.base.id, one);
  const runs = await acquireLeases(trx, [...starting.keys()], leaseMs);
  const steps = await stepsOfRuns(
    trx,
    runs.map(({ id }) => id),
  );
  const byRun = Map.groupBy(steps, ({ runId }) => runId);
  return runs.flatMap((run) => {
    const { base, compiled } = starting.get(run.id) ?? {};
    if (!base || !compiled) return [];
    const { name, allowedItems } = base;
    const refusal = refusalFor(base);
    return { run, name, allowedItems, compiled, steps: byRun.get(run.id) ?? [], refusal };
  });
}

/** Acquires the lease on one run. Returns `undefined` when it has ended, must wait, or another worker has it. */
export async function claimRun(services: RunServices, id: string): Promise<Claimed | undefined> {
  const [claimed] = await services.db.withService(async (trx) => {
    const base = await findRunBase(trx, id);
    return base ? claim(services, trx, [base]) : [];
  });
  return claimed;
}

/** Acquires the leases on runs that are due, at most so many. `isMore`: others may be due as well. */
export function claimDueRuns(
  services: RunServices,
  limit: number,
): Promise<{ readonly claimed: readonly Claimed[]; readonly isMore: boolean }> {
  return afterRaces(() =>
    services.db.withService(async (trx) => {
      const due = await lockDueRuns(trx, limit);
      const claimed = due.length === 0 ? [] : await claim(services, trx, due);
      return { claimed, isMore: due.length === limit };
    }),
  );
}
