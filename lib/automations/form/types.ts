/** How a field is tested. `exists` has true or false as its value, `in` a list. */
export const TESTS = ["eq", "ne", "gt", "gte", "lt", "lte", "contains", "in", "exists"] as const;
export type Test = (typeof TESTS)[number];

export interface ConditionRow {
  /** A path such as `data.amount`; empty while it is not chosen. */
  readonly field: string;
  readonly test: Test;
  readonly value: unknown;
}

/** A condition as it is edited: rows, an expression, or JSON where it is too deep for rows. No rows: no condition. */
export type ConditionForm =
  | { readonly kind: "rows"; readonly rows: readonly ConditionRow[] }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "json"; readonly json: unknown };

export type TriggerForm =
  | {
      readonly kind: "event";
      readonly event: string;
      readonly where: ConditionForm;
      /** Which doors count; `null`: the usual ones. */
      readonly origins: readonly string[] | null;
    }
  | { readonly kind: "schedule"; readonly schedule: string; readonly timeZone: string }
  | { readonly kind: "manual" };

export const STEP_KINDS = [
  "use",
  "publish",
  "delay",
  "delayUntil",
  "waitFor",
  "branch",
  "forEach",
  "approve",
  "http",
] as const;
export type StepKindName = (typeof STEP_KINDS)[number];

export interface StepForm {
  /** Stays the step's own while steps move; never saved. */
  readonly uid: number;
  /** `other`: a step that only its JSON can show. */
  readonly kind: StepKindName | "other";
  readonly id: string;
  readonly name: string;
  readonly when: ConditionForm;
  /** The condition of a waited-for event; no rows for every other kind. */
  readonly where: ConditionForm;
  /** The lists of steps inside: the ways of a choice, or the one list of a loop. */
  readonly inner: readonly InnerList[];
  /** The rest of the step as the definition has it; the whole step of an `other` one. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** Steps inside of a step. */
export interface InnerList {
  /** Stays the list's own while lists move; never saved. No step has the same. */
  readonly uid: number;
  /** One of a choice's ways, what is done where none holds, or what is done for each item. */
  readonly kind: "way" | "otherwise" | "each";
  /** When this way is taken; no rows for every other kind. */
  readonly if: ConditionForm;
  readonly steps: readonly StepForm[];
}

/** An automation as it is edited by form. Says everything that its definition says. */
export interface FormState {
  readonly name: string;
  readonly description: string;
  readonly trigger: TriggerForm;
  readonly steps: readonly StepForm[];
  /** Empty: nothing is done after a failure. */
  readonly onFailure: readonly StepForm[];
  /** `schema`, `mode`, `limits` and whatever else the definition holds. */
  readonly rest: Readonly<Record<string, unknown>>;
}

/** A list of steps: one of the form's own two, or the `uid` of one inside of a step. */
export type StepList = "steps" | "onFailure" | number;
