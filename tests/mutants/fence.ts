import type { Mutant } from "./mutant.ts";

/** A worker that lost its lease, or whose run was cancelled, writes and sends nothing more. */
export const FENCE: readonly Mutant[] = [
  {
    name: "A worker that lost its lease may still write.",
    file: "lib/db/run-leases.ts",
    find: "and fence = ${run.fence} and finished_at is null returning id",
    replace: "and finished_at is null returning id",
    killedBy: ["tests/db/run-leases.test.ts"],
    test: "refuses the worker whose run another one has claimed",
  },
  {
    name: "A worker may still write to a run that was cancelled.",
    file: "lib/db/run-leases.ts",
    find: "and fence = ${run.fence} and finished_at is null returning id",
    replace: "and fence = ${run.fence} returning id",
    killedBy: ["tests/db/run-leases.test.ts"],
    test: "refuses the worker whose run was cancelled",
  },
  {
    name: "The result of the fence check is ignored.",
    file: "lib/db/run-leases.ts",
    find: "  if (held.rows.length === 0) throw new FencedError(`Run ${run.id} is no longer ours.`);\n",
    replace: "",
    killedBy: ["tests/db/run-leases.test.ts"],
    test: "refuses the worker whose run another one has claimed",
  },
  {
    name: "Claiming a run does not change its fence.",
    file: "lib/db/run-leases.ts",
    find: "fence: sql`r.fence + 1`,",
    replace: "fence: sql`r.fence`,",
    killedBy: ["tests/db/run-leases.test.ts"],
    test: "refuses the worker whose run another one has claimed",
  },
  {
    name: "A run that is retried keeps the fence of the worker that had it before.",
    file: "lib/db/runs.ts",
    find: '      fence: eb("fence", "+", 1),\n',
    replace: "",
    killedBy: ["tests/db/run-leases.test.ts"],
    test: "refuses the worker whose run was cancelled and opened again",
  },
  {
    name: "A worker gives back a lease that another worker holds by now.",
    file: "lib/db/run-leases.ts",
    find: '    .set({ lease_until: null, wake_at: sql<Date>`clock_timestamp()` })\n    .where("id", "=", run.id)\n    .where("fence", "=", run.fence)\n',
    replace:
      '    .set({ lease_until: null, wake_at: sql<Date>`clock_timestamp()` })\n    .where("id", "=", run.id)\n',
    killedBy: ["tests/db/run-leases.test.ts"],
    test: "is not released by a worker that lost it",
  },
  {
    name: "The writes of a worker that lost its lease are committed.",
    file: "lib/runs/run-execution.ts",
    find: '      if (renewing.status === "rejected") throw renewing.reason;\n',
    replace: "",
    killedBy: ["tests/db/run-cut-off.test.ts"],
    test: "keeps what the cancellation wrote",
  },
  {
    name: "After a look-up a request is sent although the run is another worker's by then.",
    file: "lib/runs/attempt.ts",
    find: 'await step.save({ status: "running" });',
    replace: 'await services.db.withService((trx) => step.record(trx, { status: "running" }));',
    killedBy: ["tests/db/faults-text-lookup.test.ts"],
    test: "sends nothing when its run is no longer its own by then",
  },
];
