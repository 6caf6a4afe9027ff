import type { ChoiceSource } from "../../types";

/** What people see of a field. */
export interface FieldOverlay {
  readonly label?: string | undefined;
  readonly help?: string | undefined;
  /** In the smallest unit of its currency; shown and asked for as an amount. */
  readonly money?: true | undefined;
  /** In Unix seconds; shown and asked for as a date. */
  readonly time?: true | undefined;
  readonly choices?: readonly ChoiceSource[] | undefined;
  /** Left out of forms and refused in inputs. */
  readonly hidden?: true | undefined;
}

/** How much money a write moves: by fields of its input alone, or by an object that is read before. */
export type MoneyRule =
  | { readonly amount: string; readonly currency: string }
  | {
      readonly read: string;
      /** Field of the read → field of this operation. */
      readonly by: Readonly<Record<string, string>>;
      /** Field of this operation that gives the amount. */
      readonly amount?: string | undefined;
      /** Field of the object that gives the amount if the input does not. */
      readonly whole: string;
    };

/** What an overlay adds to a derived operation, as plain data. */
export interface Overlay {
  readonly title: string;
  readonly description: string;
  /** Text after “then” in a summary: `cancel {id}`. */
  readonly phrase?: string | undefined;
  /** Fields in the order in which people see them; others follow. */
  readonly fields?: Readonly<Record<string, FieldOverlay>> | undefined;
  /** Patterns of events after which a result may be outdated. */
  readonly changedBy?: readonly string[] | undefined;
  readonly moves?: MoneyRule | undefined;
  readonly example: Readonly<Record<string, unknown>>;
}
