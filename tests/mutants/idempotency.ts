import type { Mutant } from "./mutant.ts";

/** Every attempt of a step carries the same idempotency key, as long as the provider remembers it. */
export const IDEMPOTENCY: readonly Mutant[] = [
  {
    name: "Every attempt of a step has a key of its own.",
    file: "lib/runs/step-execution.ts",
    find: "idempotencyKey: known?.idempotencyKey ?? idempotencyKey(run.run.id, decision.key),",
    replace:
      "idempotencyKey: idempotencyKey(run.run.id, `${decision.key}#${known?.attempt ?? 0}`),",
    killedBy: ["tests/db/steps-http.test.ts"],
    test: "tries again with the same key",
  },
  {
    name: "An operation sends another key with every attempt.",
    file: "lib/runs/attempt.ts",
    find: "      idempotencyKey: ref.idempotencyKey,\n",
    replace: "      idempotencyKey: `${ref.idempotencyKey}_${attempt.number}`,\n",
    killedBy: ["tests/db/faults-keys.test.ts"],
    test: "whose age counts from the first attempt",
  },
  {
    name: "An HTTP request sends another key with every attempt.",
    file: "lib/runs/http.ts",
    find: '"idempotency-key": ref.idempotencyKey };',
    replace: '"idempotency-key": `${ref.idempotencyKey}_${run.steps.get(ref.key)?.attempt}` };',
    killedBy: ["tests/db/steps-http.test.ts"],
    test: "tries again with the same key",
  },
  {
    name: "A request is repeated although the provider has forgotten its key.",
    file: "lib/runs/repeat.ts",
    find: "const KEY_AGE_MS = 23 * 3_600_000;",
    replace: "const KEY_AGE_MS = 230 * 3_600_000;",
    killedBy: ["tests/db/faults-keys.test.ts"],
    test: "is looked at by a person before it is retried a day later",
  },
  {
    name: "The age of a key counts from the latest attempt.",
    file: "supabase/migrations/20261130000600_run_records.sql",
    find: "first_at = coalesce(s.first_at, excluded.first_at)",
    replace: "first_at = coalesce(excluded.first_at, s.first_at)",
    killedBy: ["tests/db/faults-keys.test.ts"],
    test: "whose age counts from the first attempt",
  },
  {
    name: "A retried step forgets its attempts and what the first one sent.",
    file: "lib/db/reopen-step.ts",
    find: '    .where("request_hash", "is", null)\n',
    replace: "",
    killedBy: ["tests/db/automations.test.ts"],
    test: "goes on with the same keys",
  },
  {
    name: "A step that a person says did not arrive still counts its key as used.",
    file: "lib/db/reopen-step.ts",
    find: "            first_at: null, // nothing arrived, so its key counts as new\n",
    replace: "",
    killedBy: ["tests/db/faults-keys.test.ts"],
    test: "is looked at by a person before it is retried a day later",
  },
  {
    name: "An attempt that may have arrived is forgotten.",
    file: "lib/runs/step-execution.ts",
    find: "since === null && !failure.mayHaveArrived ? { firstAt: null } : {};",
    replace: "since === null ? { firstAt: null } : {};",
    killedBy: ["tests/db/faults-steps.test.ts"],
    test: "is looked for once the search shows",
  },
  {
    name: "A repetition counts as the first request and is not looked up.",
    file: "lib/runs/attempt.ts",
    find: "      isFirst: attempt.since === null,\n",
    replace: '      isFirst: step.decision.kind === "due" || attempt.since === null,\n',
    killedBy: ["tests/db/run-sends.test.ts"],
    test: "finds what had left by its mark",
  },
];
