import type { Mutant } from "./mutant.ts";

const SENDS = "tests/db/run-sends.test.ts";
const STEPS = "tests/db/faults-steps.test.ts";

/** A write that was answered, or that may have arrived, is not sent again blindly. */
export const ANSWERED_WRITES: readonly Mutant[] = [
  {
    name: "A request is sent again because its answer could not be stored.",
    file: "lib/runs/run-execution.ts",
    find: "      if (!isUnstorable(error) || withoutAnswer === undefined) throw error;\n",
    replace: "      throw error;\n",
    killedBy: ["tests/db/poisoned-answers.test.ts"],
    test: "is left out, and not asked for again",
  },
  {
    name: "Trouble of the database after the answer counts as not sent.",
    file: "lib/runs/attempt.ts",
    find: "    if (failure === null && sent) throw error;\n",
    replace: "",
    killedBy: [SENDS],
    test: "finds what had left by its mark",
  },
  {
    name: "A request that has left counts as not sent.",
    file: "lib/runs/attempt.ts",
    find: "        sent = true;\n",
    replace: '        sent = call.approvalPolicy === "always";\n',
    killedBy: [SENDS],
    test: "asks a person when it had left and nobody can look",
  },
  {
    name: "A write that nobody can look up is sent again after its worker stopped.",
    file: "lib/runs/repeat.ts",
    find: 'if (known.status === "running" && !canRepeat(operation, input))',
    replace: 'if (known.status === "running" && operation.idempotency.by === "none")',
    killedBy: [SENDS],
    test: "asks a person when it had left and nobody can look",
  },
  {
    name: "A step that was cancelled while its request was under way is sent again.",
    file: "lib/db/reopen-step.ts",
    find: "and a.attempt = s.attempt and a.finished_at is null\n",
    replace: "and a.attempt = s.attempt and a.outcome = 'indeterminate'\n",
    killedBy: [SENDS],
    test: "is not sent again on a person's word before that",
  },
  {
    name: "A person's answer lets a request be sent again while the first one may still arrive.",
    file: "lib/verbs/runs/control.ts",
    find: "    if (!done) await requireArrived(context, id, key);\n",
    replace: "    if (done) await requireArrived(context, id, key);\n",
    killedBy: [SENDS],
    test: "is not sent again on a person's word before that",
  },
  {
    name: "A write is looked up while it may still arrive.",
    file: "lib/runs/repeat.ts",
    find: "const underWay = last.isOver ? 0 : underWayMs(leaseMs);",
    replace: "const underWay = 0 * underWayMs(leaseMs);",
    killedBy: [SENDS],
    test: "is looked for once it cannot be on its way any more",
  },
  {
    name: "A write is looked up before the provider's list can show it.",
    file: "lib/runs/repeat.ts",
    find: "const leftMs = Math.max(lookup.listing?.lagMs ?? 0, underWay) - last.ageMs;",
    replace: "const leftMs = underWay - last.ageMs;",
    killedBy: [STEPS],
    test: "is looked for once the search shows",
  },
  {
    name: "A write whose outcome is unknown counts as failed.",
    file: "lib/runs/step-execution.ts",
    find: "      if (failure.indeterminate)\n",
    replace: "      if (failure.indeterminate && failure.retryable && number < max)\n",
    killedBy: ["tests/db/faults-text-lookup.test.ts"],
    test: "asks a person when it was lost at its last attempt",
  },
  {
    name: "A step is tried once more often than its definition says.",
    file: "lib/runs/step-execution.ts",
    find: "const again = failure.retryable && number < max;",
    replace: "const again = failure.retryable && number <= max;",
    killedBy: ["tests/db/faults-keys.test.ts"],
    test: "gives up on a failure that is stored under its key",
  },
  {
    name: "A request that the address refused is sent again.",
    file: "lib/runs/http.ts",
    find: "retryable: status === 429 || status === 408 || status >= 500,",
    replace: "retryable: status >= 400,",
    killedBy: ["tests/db/steps-http.test.ts"],
    test: "gives up when it refuses",
  },
];
