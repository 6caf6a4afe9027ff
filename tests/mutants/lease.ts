import type { Mutant } from "./mutant.ts";

/** One worker at a time has a run, and another worker takes the run over when that worker is gone. */
export const LEASE: readonly Mutant[] = [
  {
    name: "Two workers may have one run at the same time.",
    file: "lib/db/run-leases.ts",
    find: "    .where(sql<boolean>`(r.lease_until is null or r.lease_until < clock_timestamp())`)\n",
    replace: "",
    killedBy: ["tests/db/run-leases.test.ts"],
    test: "belongs to one worker at a time",
  },
  {
    name: "A run that has ended can be claimed.",
    file: "lib/db/run-leases.ts",
    find: '    .where("r.finished_at", "is", null)\n',
    replace: "",
    killedBy: ["tests/db/run-leases.test.ts"],
    test: "cannot be claimed once it has ended",
  },
  {
    name: "Writing does not extend the lease.",
    file: "lib/db/run-leases.ts",
    find: "update public.runs set lease_until = clock_timestamp() + ${leaseMs} * interval '1 millisecond', stalled_claims = 0",
    replace:
      "update public.runs set lease_until = coalesce(lease_until, clock_timestamp() + ${leaseMs} * interval '1 millisecond'), stalled_claims = 0",
    killedBy: ["tests/db/run-leases.test.ts"],
    test: "is extended by a worker that writes",
  },
  {
    name: "A run that waits keeps the lease of the worker that had it.",
    file: "lib/db/run-leases.ts",
    find: "${state.wakeAt}::timestamptz)`,\n      lease_until: null,\n",
    replace: "${state.wakeAt}::timestamptz)`,\n",
    killedBy: ["tests/db/run-leases.test.ts"],
    test: "can be claimed at once when it was suspended",
  },
  {
    name: "A run whose processing threw keeps its lease.",
    file: "lib/db/run-leases.ts",
    find: "      lease_until: null,\n      wake_at: sql<Date>`clock_timestamp() + ${delayMs}",
    replace: "      wake_at: sql<Date>`clock_timestamp() + ${delayMs}",
    killedBy: ["tests/db/poisoned-answers.test.ts"],
    test: "is failed with a reason after five times",
  },
  {
    name: "A run whose worker was killed is never found again.",
    file: "lib/db/run-leases.ts",
    find: "and coalesce(lease_until, wake_at) < clock_timestamp()",
    replace: "and lease_until is null and wake_at < clock_timestamp()",
    killedBy: ["tests/db/run-leases.test.ts"],
    test: "is found when its worker stopped",
  },
  {
    name: "A wake-up is lost when another worker has the run.",
    file: "lib/db/run-leases.ts",
    find: "      wake_at: sql<Date | null>`least(wake_at, ${state.wakeAt}::timestamptz)`,\n",
    replace: "      wake_at: state.wakeAt,\n      claim_order: null,\n",
    killedBy: ["tests/db/run-leases.test.ts"],
    test: "is woken again when a wake-up finds it with another worker",
  },
  {
    name: "A request is sent although it was announced longer ago than the lease lasts.",
    file: "lib/runs/attempt.ts",
    find: "        if (services.now().getTime() - announced > readyMs(services.leaseMs))\n",
    replace:
      "        if (services.now().getTime() - announced > readyMs(services.leaseMs) * 1000)\n",
    killedBy: ["tests/db/faults-text-lookup.test.ts"],
    test: "sends nothing that it announced a while ago",
  },
  {
    name: "One run more than the definition allows is under way at once.",
    file: "lib/db/concurrency.ts",
    find: "return (rows[0]?.ahead ?? 0) < limit;",
    replace: "return (rows[0]?.ahead ?? 0) <= limit;",
    killedBy: ["tests/db/run-order.test.ts"],
    test: "lets so many run at once",
  },
];
