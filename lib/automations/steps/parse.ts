import * as z from "zod";

import { describeRawIssue } from "../../core/definition-issues";
import { nearest } from "../../core/text";
import * as all from "./all";
import type { AnyStep, StepKind } from "./types";

/** Every kind of step. */
export const stepKinds: readonly StepKind[] = Object.values(all);

/** The kind of a step. Throws for a step that the schema would refuse. */
export function kindOf(step: AnyStep): StepKind {
  const kind = stepKinds.find((one) => one.kind in step);
  if (!kind) throw new Error(`Step ${step.id} is of no kind.`);
  return kind;
}

function findKind(value: Readonly<Record<string, unknown>>): StepKind | string {
  const found = stepKinds.filter(({ kind }) => Object.hasOwn(value, kind));
  if (found.length === 1 && found[0]) return found[0];
  const names = stepKinds.map(({ kind }) => kind);
  if (found.length > 1)
    return `Has ${found.map(({ kind }) => `"${kind}"`).join(" and ")}; a step does one thing`;
  const meant = Object.keys(value)
    .map((key) => nearest(key, names))
    .find(Boolean);
  return `Must have one of ${names.join(", ")}${meant ? `. Did you mean "${meant}"?` : ""}`;
}

interface Target {
  addIssue(issue: { code: "custom"; path: PropertyKey[]; message: string }): void;
}

/** Puts read steps in the place of raw ones, in a step that the schema has just made. */
function replaceAt(step: AnyStep, path: readonly (string | number)[], steps: AnyStep[]): void {
  const holder = path
    .slice(0, -1)
    .reduce<unknown>((value, key) => Reflect.get(value as object, key), step);
  Reflect.set(holder as object, path.at(-1) ?? "", steps);
}

function readStep(value: Readonly<Record<string, unknown>>, context: Target): AnyStep | null {
  const kind = findKind(value);
  if (typeof kind === "string") {
    context.addIssue({ code: "custom", path: [], message: kind });
    return null;
  }
  const parsed = kind.schema.safeParse(value, { error: describeRawIssue });
  if (!parsed.success) {
    for (const { path, message } of parsed.error.issues)
      context.addIssue({ code: "custom", path, message });
    return null;
  }
  const step = parsed.data;
  for (const nested of kind.nested?.(step) ?? []) {
    const inner = Steps.safeParse(nested.steps);
    if (inner.success) replaceAt(step, nested.path, inner.data);
    else
      for (const { path, message } of inner.error.issues)
        context.addIssue({ code: "custom", path: [...nested.path, ...path], message });
  }
  return step;
}

/** A step of any kind, read by its kind's own schema, and the steps inside by theirs. */
const Step = z
  .record(z.string(), z.unknown())
  .transform((value, context): AnyStep => readStep(value, context) ?? z.NEVER);

/** Steps in their order. */
export const Steps: z.ZodType<AnyStep[]> = z.array(Step).min(1).max(50);
