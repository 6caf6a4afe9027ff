import type * as z from "zod";

import type { StepIcon } from "@/lib/contracts/run";

import type { Catalogue } from "../catalogue";
import type { Condition } from "../condition";
import type { Action, Scope } from "../plan-types";
import type { TemplateValue } from "../schema-parts";

/** A step of any kind. Only its kind reads the remaining keys. */
export interface AnyStep {
  readonly id: string;
  readonly name?: string | undefined;
  readonly when?: Condition | undefined;
  readonly [part: string]: unknown;
}

/** Input for planning a step. */
export interface Frame {
  readonly scope: Scope;
  readonly catalogue: Catalogue;
  readonly nowMs: number;
  /** True if an earlier attempt may have sent the request, so the step is no longer postponed. */
  readonly resumed: boolean;
}

/** A list of steps inside another step. */
export interface Nested {
  /** Path of the list in the step's JSON. */
  readonly path: readonly (string | number)[];
  readonly steps: readonly AnyStep[];
  /** Paths that only the inner steps can use. */
  readonly adds: readonly string[];
}

/** One iteration of the inner steps, with its part of their keys and the values it adds to the scope. */
export interface Round {
  readonly prefix: string;
  readonly steps: readonly AnyStep[];
  readonly scope: Scope;
}

/** A problem that a kind finds in its step. */
export interface StepIssue {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly suggestion?: string | undefined;
}

/** A condition in a step. */
export interface StepCondition {
  readonly path: readonly (string | number)[];
  readonly value: Condition;
  /** Paths that only this condition can use. */
  readonly adds: readonly string[];
  /** Pattern of the event whose `data` the condition reads without the prefix `event.`. */
  readonly event?: string;
}

/** Describes the parts of a step in words. */
export interface Words {
  condition(condition: Condition): string;
  steps(steps: readonly AnyStep[]): string;
}

/** A kind of step: schema, planning and description. All functions are pure. */
export interface StepKind<S extends AnyStep = AnyStep> {
  /** The key that identifies a step of this kind. */
  readonly kind: string;
  readonly title: string;
  readonly description: string;
  readonly icon: StepIcon;
  /** True if the step is what the run is for. A run that skipped all of these steps is shown as skipped. */
  readonly acts?: boolean;
  readonly schema: z.ZodType<S>;
  readonly example: Readonly<Record<string, unknown>>;
  plan(step: S, frame: Frame): { readonly action: Action; readonly warnings: readonly string[] };
  /** Returns the inner steps to run, according to the recorded output. */
  rounds?(step: S, output: unknown, scope: Scope): readonly Round[];
  /** Returns true if the step changes something outside of the workspace. */
  writes?(step: S, catalogue: Catalogue): boolean;
  /** Returns all lists of inner steps, for checks. */
  nested?(step: S): readonly Nested[];
  /** Finds problems that require the catalogue. */
  check?(step: S, catalogue: Catalogue): readonly StepIssue[];
  /** Returns every template in the step with its path. */
  templates?(step: S): readonly {
    path: readonly (string | number)[];
    value: TemplateValue;
    /** Paths that only this template can use. */
    adds?: readonly string[];
  }[];
  /** Returns the conditions other than `when`. */
  conditions?(step: S, catalogue: Catalogue): readonly StepCondition[];
  /** Paths below `steps.<id>` that later steps can read; `["*"]` if they are not known. By default, those of the form. */
  outputs?(step: S, catalogue: Catalogue): readonly string[];
  /** Describes the step as the end of a sentence: "create a Jira issue". `words` describes its inner parts. */
  sentence(step: S, catalogue: Catalogue, words: Words): string;
}

/** Defines a kind of step. Inside it the step type is exact; callers parse steps by the kind's schema first. */
export function defineStep<S extends AnyStep>(kind: StepKind<S>): StepKind {
  return kind;
}
