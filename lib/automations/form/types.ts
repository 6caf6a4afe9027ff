/** Comparison operators. The value of `exists` is a boolean, that of `in` a list. */
export const TESTS = ["eq", "ne", "gt", "gte", "lt", "lte", "contains", "in", "exists"] as const;
export type Test = (typeof TESTS)[number];

export interface ConditionRow {
  /** A path such as `data.amount`; empty until a field is chosen. */
  readonly field: string;
  readonly test: Test;
  readonly value: unknown;
}

/** A condition as the form edits it: rows, an expression, or JSON if it is nested. Without rows there is no condition. */
export type ConditionForm =
  | { readonly kind: "rows"; readonly rows: readonly ConditionRow[] }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "json"; readonly json: unknown };

export type TriggerForm =
  | {
      readonly kind: "event";
      readonly event: string;
      readonly where: ConditionForm;
      /** Origins of events that may start the automation; `null` means the default ones. */
      readonly origins: readonly string[] | null;
    }
  | { readonly kind: "schedule"; readonly schedule: string; readonly timeZone: string }
  | { readonly kind: "manual" };

export interface StepForm {
  /** Identifies the step while steps move; never saved. */
  readonly uid: number;
  /** The key of the kind; `other` for a step that the form cannot show, so it is edited as JSON. */
  readonly kind: string;
  readonly id: string;
  readonly name: string;
  readonly when: ConditionForm;
  /** The condition on the event that a `waitFor` step waits for; no rows for other kinds. */
  readonly where: ConditionForm;
  /** The lists of steps inside: the branches of a condition, or the one list of a loop. */
  readonly inner: readonly InnerList[];
  /** The remaining JSON of the step; the whole step if the kind is `other`. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** A list of steps inside a step. */
export interface InnerList {
  /** Identifies the list while lists move. Unique among lists and steps; never saved. */
  readonly uid: number;
  /** A branch of a condition, its else branch, or the body of a loop. */
  readonly kind: "branch" | "else" | "each";
  /** The condition of a `branch`; no rows for the other kinds. */
  readonly if: ConditionForm;
  readonly steps: readonly StepForm[];
}

/** An automation as the form edits it. Converting it from and to a definition loses nothing. */
export interface FormState {
  readonly name: string;
  readonly description: string;
  readonly trigger: TriggerForm;
  readonly steps: readonly StepForm[];
  /** Steps that run after a step failed for good; may be empty. */
  readonly onFailure: readonly StepForm[];
  /** `schema`, `mode`, `limits` and all other keys of the definition. */
  readonly rest: Readonly<Record<string, unknown>>;
}

/** Identifies a list of steps: a top-level one by name, or one inside a step by its `uid`. */
export type StepList = "steps" | "onFailure" | number;
