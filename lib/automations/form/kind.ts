import type { PlainCatalogue, PlainPath } from "./catalogue";
import type { FieldOption } from "./fields";
import type { Fields } from "./json";
import type { InnerList, StepForm } from "./types";

/** How the form edits one kind of step. All functions are pure and run in the browser. */
export interface FormKind {
  /** Id of a new step, with a number if it is taken. */
  readonly id: string;
  /** JSON of a new step without its id. */
  readonly initial: Fields;
  /** Path of the control that gets the focus in a new step. */
  readonly first: string;
  /** Returns a title that says more than that of the kind, e.g. the operation's; `undefined` if there is none yet. */
  title?(body: Fields, catalogue: PlainCatalogue): string | undefined;
  /** Paths whose issues a control or an inner step shows. The card lists all other issues at its top. */
  readonly shown: RegExp;
  /** Paths of controls that also show the issues below their path. */
  readonly whole?: RegExp;
  /** Paths below `steps.<id>` that later steps can read, whatever the step contains. */
  readonly outputs?: readonly string[];
  /** Returns further outputs, which depend on the step's JSON. */
  moreOutputs?(body: Fields, catalogue: PlainCatalogue): readonly PlainPath[];
  /** Returns the fields that only the inner steps can use. `known` are those of the step itself. */
  innerFields?(step: StepForm, known: readonly FieldOption[]): readonly FieldOption[];
  /** Moves the condition or the inner steps out of the JSON. By default, all of it stays in `body`. */
  parse?(
    body: Fields,
    toList: (kind: InnerList["kind"], condition: unknown, steps: unknown) => InnerList,
  ): Partial<Pick<StepForm, "where" | "inner" | "body">>;
  /** Returns the keys of the JSON that `parse` took out of it. */
  print?(step: StepForm, toJson: (list: InnerList) => readonly Fields[]): Fields;
}
