import * as z from "zod";

import { renderOne } from "../../render";
import { InnerSteps, StepBase, StepId, TemplateText } from "../../schema-parts";
import { defineStep, type AnyStep } from "../types";

const MAX_ITEMS = 100;

const schema = z.strictObject({
  ...StepBase,
  /** A template with a single path to a list. */
  forEach: TemplateText,
  /** Name of the item in the inner steps. */
  as: StepId.default("item"),
  /** Max number of items. A longer list fails the step before anything is sent. */
  max: z.int().min(1).max(MAX_ITEMS).default(20),
  steps: InnerSteps,
});
interface ForEachStep extends AnyStep {
  readonly forEach: string;
  readonly as: string;
  readonly max: number;
  readonly steps: readonly AnyStep[];
}

const itemsOf = (output: unknown): readonly unknown[] => {
  const items = (output as { items?: unknown } | null)?.items;
  return Array.isArray(items) ? items : [];
};

export const forEach = defineStep<ForEachStep>({
  kind: "forEach",
  title: "For each",
  description:
    "Runs its steps once for every item of a list, in order. A list can have at most 100 items.",
  icon: "refresh",
  schema,
  example: {
    id: "lines",
    forEach: "{{event.data.items}}",
    as: "line",
    steps: [{ id: "tell", publish: "sale.line", with: { name: "{{line.description}}" } }],
  },
  plan(step, { scope }) {
    const { value, warnings } = renderOne(step.forEach, scope, "plain");
    if (!Array.isArray(value))
      return { action: { kind: "fail", error: `${step.forEach} is not a list.` }, warnings };
    if (value.length > step.max) {
      const error = `The list has ${value.length} items, but at most ${step.max} are allowed.`;
      return { action: { kind: "fail", error }, warnings };
    }
    const output = { count: value.length, items: value as unknown[] };
    return { action: { kind: "note", output }, warnings };
  },
  rounds: (step, output) =>
    itemsOf(output).map((item, index) => ({
      prefix: String(index),
      steps: step.steps,
      scope: { [step.as]: item, index },
    })),
  nested: (step) => [
    { path: ["steps"], steps: step.steps, adds: [step.as, `${step.as}.*`, "index"] },
  ],
  check: (step) =>
    /^\{\{[^{}|]+\}\}$/.test(step.forEach.trim())
      ? []
      : [{ path: ["forEach"], message: "Must be a single path, such as {{event.data.items}}" }],
  templates: (step) => [{ path: ["forEach"], value: step.forEach }],
  sentence: (step, _catalogue, words) =>
    `for each ${step.as} of ${step.forEach.replaceAll(/\{\{\s*|\s*\}\}/g, "")} (${words.steps(step.steps)})`,
});
