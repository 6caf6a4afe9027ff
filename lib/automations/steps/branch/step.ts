import * as z from "zod";

import { matches } from "../../../expressions/evaluate";
import { compileCondition, Condition } from "../../condition";
import { InnerSteps, StepBase } from "../../schema-parts";
import { defineStep, type AnyStep } from "../types";

const schema = z.strictObject({
  ...StepBase,
  branch: z
    .array(z.strictObject({ if: Condition, steps: InnerSteps }))
    .min(1)
    .max(10),
  else: InnerSteps.optional(),
});
interface BranchStep extends AnyStep {
  readonly branch: readonly { readonly if: Condition; readonly steps: readonly AnyStep[] }[];
  readonly else?: readonly AnyStep[] | undefined;
}

/** Index of the branch that runs; −1 for `else`. */
const taken = (output: unknown) => Number((output as { taken?: unknown } | null)?.taken ?? -1);

export const branch = defineStep<BranchStep>({
  kind: "branch",
  title: "Condition",
  description: "Runs the steps of the first branch whose condition is true, or those of `else`.",
  icon: "arrow",
  schema,
  example: {
    id: "size",
    branch: [{ if: "event.data.amount >= 100000", steps: [{ id: "big", publish: "sale.big" }] }],
    else: [{ id: "small", publish: "sale.small" }],
  },
  plan(step, { scope, nowMs }) {
    const warnings: string[] = [];
    const index = step.branch.findIndex((one) => {
      const { matched, diagnostics } = matches(compileCondition(one.if), scope, { nowMs });
      warnings.push(...diagnostics.map(({ message }) => message));
      return matched;
    });
    return { action: { kind: "note", output: { taken: index } }, warnings };
  },
  rounds(step, output) {
    const index = taken(output);
    const steps = step.branch[index]?.steps ?? step.else ?? [];
    return [{ prefix: index === -1 ? "else" : String(index), steps, scope: {} }];
  },
  nested: (step) => [
    ...step.branch.map(({ steps }, index) => ({
      path: ["branch", index, "steps"],
      steps,
      adds: [],
    })),
    ...(step.else ? [{ path: ["else"], steps: step.else, adds: [] }] : []),
  ],
  conditions: (step) =>
    step.branch.map((one, index) => ({ path: ["branch", index, "if"], value: one.if, adds: [] })),
  sentence(step, _catalogue, words) {
    const branches = step.branch.map(
      (one) => `if ${words.condition(one.if)} (${words.steps(one.steps)})`,
    );
    const elseBranch = step.else ? `, else (${words.steps(step.else)})` : "";
    return `${branches.join(", else ")}${elseBranch}`;
  },
});
