/** What a person can do to one object at its provider, such as refunding a payment. Actions are data of a provider. */

/** An object as the copy holds it, with the name of its customer. */
export interface ActionSubject {
  readonly id: string;
  readonly status: string | null;
  /** Lower-case ISO code. */
  readonly currency: string | null;
  /** Minor units. */
  readonly amount: number | null;
  readonly customerName: string | null;
  readonly data: Readonly<Record<string, unknown>>;
  /** Objects of the types that the action `needs`, from the copy. */
  readonly others: Readonly<Record<string, readonly OtherObject[]>>;
  /** The time at which the action is offered or planned. */
  readonly now: Date;
  /** IANA time zone of the account. */
  readonly timeZone: string;
}

/** Another object of the account, such as a price to change to. */
export interface OtherObject {
  readonly id: string;
  readonly status: string | null;
  readonly label: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

interface FieldBase {
  readonly name: string;
  readonly label: string;
}

/** An amount in minor units of a currency. */
export interface MoneyActionField extends FieldBase {
  readonly kind: "money";
  readonly currency: string;
  readonly initial: number;
  readonly max: number;
  /** Amounts to choose with one click, such as all of it. */
  readonly presets: readonly { readonly label: string; readonly value: number }[];
}

/** One of a few values; `null` while none is chosen. */
export interface ChoiceActionField extends FieldBase {
  readonly kind: "choice";
  readonly initial: string | null;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

/** A whole number of things. */
export interface CountActionField extends FieldBase {
  readonly kind: "count";
  readonly initial: number;
  readonly min: number;
  readonly max: number;
}

/** Words of several lines; `null` while there are none. */
export interface TextActionField extends FieldBase {
  readonly kind: "text";
  readonly initial: string | null;
  readonly maxLength: number;
  readonly hint?: string | undefined;
}

export type ActionField = MoneyActionField | ChoiceActionField | CountActionField | TextActionField;

/** Values of the fields by their names: minor units, a count, the value of a choice, or words. */
export type ActionValues = Readonly<Record<string, string | number | null>>;

/** The form that asks for what the action needs. */
export interface ActionForm {
  /** "Refund Ada Whitfield" */
  readonly title: string;
  readonly fields: readonly ActionField[];
}

/** An action that can be sent now. */
export interface PreparedAction {
  readonly kind: "ready";
  /** Key of the operation that is sent, such as `refunds.create`. */
  readonly operation: string;
  /** Input of the operation. */
  readonly input: unknown;
  /** The part of the object's state on which the action depends. What differs in it is another action. */
  readonly basis: string;
  /** Words of the button: "Refund $20.00". */
  readonly button: string;
  /** What it gives away or gives up, in minor units, such as a refund; above a limit a second person approves it. `null` for nothing. */
  readonly gives: { readonly amount: number; readonly currency: string } | null;
  /** What happens then, in order, as sentences. */
  readonly effects: readonly string[];
  /** What to say once it is done: "$20.00 was refunded." */
  readonly done: string;
}

/** The reason why it cannot be sent, for people. */
export interface ActionProblem {
  readonly kind: "problem";
  readonly problem: string;
  /** Name of the field that is wrong; none if the object itself does not allow it. */
  readonly field?: string | undefined;
}

/** A read operation of the provider. */
export interface ActionRead {
  readonly operation: string;
  readonly input: unknown;
}

/** What the provider says about an object, and about what would become of it. */
export interface ActionState {
  /** The answer of `read`. */
  readonly current: unknown;
  /** The answer of `preview`; `undefined` where the action has none. */
  readonly preview: unknown;
}

/** All functions are pure. */
export interface ObjectAction {
  /** Type of the objects in the copy. */
  readonly type: string;
  /** Words of the button that opens the form: "Refund". */
  readonly label: string;
  /** True if it takes something away that cannot be brought back. */
  readonly isDestructive: boolean;
  /** Types of other objects that the form offers; at most 100 of each are read. */
  readonly needs?: readonly string[];
  /** Returns the form; `null` if the action does not apply to such an object now. */
  form(subject: ActionSubject): ActionForm | null;
  /** The read operation that tells the state of the object before anything is sent. */
  read(subject: ActionSubject): ActionRead;
  /** The read operation by which the provider calculates what these values come to; `null` where the values are wrong. */
  preview?(values: ActionValues, subject: ActionSubject, current: unknown): ActionRead | null;
  /** Checks the values against the state that was read, and says what happens. */
  prepare(
    values: ActionValues,
    subject: ActionSubject,
    state: ActionState,
  ): PreparedAction | ActionProblem;
  /** Objects of the copy that change, to be read again. */
  changes(subject: ActionSubject): readonly { readonly type: string; readonly id: string }[];
}
