import type * as z from "zod";

import type { Catalogue } from "../catalogue";
import type { Condition } from "../condition";
import type { Action, Scope } from "../plan-types";
import type { TemplateValue } from "../schema-parts";

/** A step of whatever kind; its own part is read by its kind alone. */
export interface AnyStep {
  readonly id: string;
  readonly name?: string | undefined;
  readonly when?: Condition | undefined;
  readonly [part: string]: unknown;
}

/** What a step is planned with. */
export interface Frame {
  readonly scope: Scope;
  readonly catalogue: Catalogue;
  readonly nowMs: number;
  /** It was begun before and may have been sent: it is not put off any more. */
  readonly resumed: boolean;
}

/** Steps that stand inside of another. */
export interface Nested {
  /** Where they stand in the step's JSON. */
  readonly path: readonly (string | number)[];
  readonly steps: readonly AnyStep[];
  /** Paths that are known inside, beside those outside. */
  readonly adds: readonly string[];
}

/** One round of the steps inside: its part of their keys, and what they see beside the outer scope. */
export interface Round {
  readonly prefix: string;
  readonly steps: readonly AnyStep[];
  readonly scope: Scope;
}

/** A problem that a kind finds in its own step. */
export interface StepIssue {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly suggestion?: string | undefined;
}

/** How the parts of a step read. */
export interface Words {
  condition(condition: Condition): string;
  steps(steps: readonly AnyStep[]): string;
}

/** A kind of step: what it is written like, what it means, and how it reads. Pure throughout. */
export interface StepKind<S extends AnyStep = AnyStep> {
  /** The key that marks a step as of this kind. */
  readonly kind: string;
  readonly title: string;
  readonly description: string;
  readonly schema: z.ZodType<S>;
  readonly example: Readonly<Record<string, unknown>>;
  plan(step: S, frame: Frame): { readonly action: Action; readonly warnings: readonly string[] };
  /** The steps inside that follow from the noted output. */
  rounds?(step: S, output: unknown, scope: Scope): readonly Round[];
  /** Whether doing the step changes something outside. */
  writes?(step: S, catalogue: Catalogue): boolean;
  /** The steps inside, for checks. */
  nested?(step: S): readonly Nested[];
  /** What can be said only with the catalogue. */
  check?(step: S, catalogue: Catalogue): readonly StepIssue[];
  /** Every template in the step, with where it stands. */
  templates(step: S): readonly {
    path: readonly (string | number)[];
    value: TemplateValue;
    /** Paths that are known in this place alone. */
    adds?: readonly string[];
  }[];
  /** Conditions beside `when`, with where they stand and what else they see. */
  conditions?(
    step: S,
    catalogue: Catalogue,
  ): readonly { path: readonly (string | number)[]; value: Condition; adds: readonly string[] }[];
  /** Paths below `steps.<id>` that later steps may read; `["*"]` when anything may be there. */
  outputs(step: S, catalogue: Catalogue): readonly string[];
  /** The step as the end of a sentence: "create a Jira issue". `words` says what is inside of it. */
  sentence(step: S, catalogue: Catalogue, words: Words): string;
}

/** Keeps a kind's own step type while it is checked; outside, steps are read by their kind's schema first. */
export function defineStep<S extends AnyStep>(kind: StepKind<S>): StepKind {
  return kind;
}
