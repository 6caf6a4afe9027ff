import type { Mutant } from "./mutant.ts";

const OPERATIONS = "lib/providers/stripe/api/operations.test.ts";
const EFFECTS = "lib/providers/stripe/api/effects.test.ts";

/** Operations that nobody wrote are checked and gated like those that somebody did. */
export const DERIVED_OPERATIONS: readonly Mutant[] = [
  {
    name: "A plan does not notice that its input makes a write final.",
    file: "lib/providers/plan.ts",
    find: 'operation.raises?.(input) ? "destructive" : operation.effect',
    replace: "operation.effect",
    killedBy: [OPERATIONS],
  },
  {
    name: "An automation sends a write that its input makes final without asking.",
    file: "lib/automations/steps/use/step.ts",
    find: " || raises?.(input) === true",
    replace: "",
    killedBy: ["lib/automations/derived-operations.test.ts"],
  },
  {
    name: "A test helper can be planned for a live account.",
    file: "lib/providers/execute.ts",
    find: "operation.testModeOnly && connection.livemode",
    replace: "operation.testModeOnly && false",
    killedBy: [OPERATIONS],
  },
  {
    name: "An id of a path can name another path.",
    file: "lib/providers/stripe/api/schema.ts",
    find: 'id !== "." && id !== ".." && ',
    replace: "",
    killedBy: [OPERATIONS],
  },
  {
    name: "An input can hold card data.",
    file: "lib/providers/stripe/api/schema.ts",
    find: "!this.#takesSecrets && isWithheldField(name, fields)",
    replace: "!this.#takesSecrets && false",
    killedBy: [OPERATIONS],
  },
  {
    name: "An operation that answers with secrets is offered.",
    file: "lib/providers/stripe/api/index.ts",
    find: "return entry && refusalOf(key, entry) === null\n",
    replace: "return entry\n",
    killedBy: [OPERATIONS],
  },
  {
    name: "A verb that nobody judged counts as one that can be taken back.",
    file: "lib/providers/stripe/api/effects.ts",
    find: 'VERBS.get(verbOf(key)) ?? "destructive"',
    replace: 'VERBS.get(verbOf(key)) ?? "write"',
    killedBy: [EFFECTS],
  },
  {
    name: "The number of a card is kept in an answer.",
    file: "lib/providers/stripe/scrub.ts",
    find: '"exp_month" in value',
    replace: "false",
    killedBy: ["lib/providers/stripe/scrub.test.ts"],
  },
];
