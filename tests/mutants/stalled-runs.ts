import type { Mutant } from "./mutant.ts";

const CUT_OFF = "tests/db/run-cut-off.test.ts";
const POISONED = "tests/db/poisoned-answers.test.ts";

/** A run that stops its worker again and again is failed, and does not harm other runs. */
export const STALLED_RUNS: readonly Mutant[] = [
  {
    name: "A run whose processing throws every time is claimed for ever.",
    file: "lib/db/run-leases.ts",
    find: "stalled_claims: sql`r.stalled_claims + 1`,",
    replace: "stalled_claims: sql`r.stalled_claims`,",
    killedBy: [POISONED],
    test: "is failed with a reason after five times",
  },
  {
    name: "A run is failed one attempt too early.",
    file: "lib/runs/advance.ts",
    find: "if (run.stalledClaims > MAX_STALLED_CLAIMS)",
    replace: "if (run.stalledClaims >= MAX_STALLED_CLAIMS)",
    killedBy: [POISONED],
    test: "is failed with a reason after five times",
  },
  {
    name: "A run that makes progress is failed because it was claimed often.",
    file: "lib/db/run-leases.ts",
    find: " * interval '1 millisecond', stalled_claims = 0\n",
    replace: " * interval '1 millisecond'\n",
    killedBy: ["tests/db/run-leases.test.ts"],
    test: "is not stalled while its workers write",
  },
  {
    name: "A step that stops its worker gets one attempt too many.",
    file: "lib/runs/step-execution.ts",
    find: "if (known.attempt < Math.max(max, MIN_CUT_OFFS)) return null;",
    replace: "if (known.attempt <= Math.max(max, MIN_CUT_OFFS)) return null;",
    killedBy: [CUT_OFF],
    test: "ends after its last attempt",
  },
  {
    name: "A step with one attempt is failed when its worker is stopped once.",
    file: "lib/runs/step-execution.ts",
    find: "if (known.attempt < Math.max(max, MIN_CUT_OFFS)) return null;",
    replace: "if (known.attempt < max) return null;",
    killedBy: [CUT_OFF],
    test: "has three attempts at least",
  },
  {
    name: "Two runs that may have stopped a worker run at the same time.",
    file: "lib/runs/advance.ts",
    find: '({ status, attempt }) => status === "running" && attempt > 1);',
    replace: '({ status, attempt }) => status === "running" && attempt > 3);',
    killedBy: [CUT_OFF],
    test: "is processed while no other such run is",
  },
  {
    name: "After such a run threw, no other such run is processed.",
    file: "lib/runs/advance.ts",
    find: "  try {\n    await resumeRun(services, claimed);\n  } finally {\n    suspects--;\n  }\n",
    replace: "  await resumeRun(services, claimed);\n  suspects--;\n",
    killedBy: [CUT_OFF],
    test: "makes way for the next such run when it throws",
  },
];
