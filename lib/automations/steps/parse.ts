import * as z from "zod";

import { describeRawIssue } from "../../core/definition-issues";
import { nearest } from "../../core/text";
import * as all from "./all";
import type { AnyStep, StepKind } from "./types";

/** Every kind of step. */
export const stepKinds: readonly StepKind[] = Object.values(all);

/** Returns the kind of a step. Throws for a step that the schema would reject. */
export function kindOf(step: AnyStep): StepKind {
  const kind = stepKinds.find((one) => one.kind in step);
  if (!kind) throw new Error(`Step ${step.id} has no known kind.`);
  return kind;
}

function findKind(value: Readonly<Record<string, unknown>>): StepKind | string {
  const found = stepKinds.filter(({ kind }) => Object.hasOwn(value, kind));
  if (found.length === 1 && found[0]) return found[0];
  const names = stepKinds.map(({ kind }) => kind);
  if (found.length > 1)
    return `Has ${found.map(({ kind }) => `"${kind}"`).join(" and ")}. A step can have only one of them`;
  const meant = Object.keys(value)
    .map((key) => nearest(key, names))
    .find(Boolean);
  return `Must have one of ${names.join(", ")}${meant ? `. Did you mean "${meant}"?` : ""}`;
}

interface Target {
  addIssue(issue: { code: "custom"; path: PropertyKey[]; message: string }): void;
}

/** Replaces raw inner steps by parsed ones. The step was just created by the schema, so it may be changed. */
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

/** Parses a step by the schema of its kind, and its inner steps likewise. */
const Step = z
  .record(z.string(), z.unknown())
  .transform((value, context): AnyStep => readStep(value, context) ?? z.NEVER);

/** A non-empty list of steps. */
export const Steps: z.ZodType<AnyStep[]> = z.array(Step).min(1).max(50);
