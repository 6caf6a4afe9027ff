import type { BusinessObject } from "../contracts/objects";
import type { Cell, CellContext, Column } from "./cells";
import type { StatusView } from "./statuses";

/** A named value of an object. */
export interface Fact {
  readonly label: string;
  readonly cell: Cell;
  readonly href?: string | null;
}

/** Something that happened to an object, newest first in a timeline. */
export interface Moment {
  readonly title: string;
  readonly note?: string | null;
  /** Page of what the moment is about. */
  readonly href?: string | null;
  readonly at: Date | null;
  /** True if `at` is the midnight in UTC of a calendar day, which is shown without a time. */
  readonly isDay?: boolean;
  readonly tone: "neutral" | "success" | "danger" | "warning" | "info";
}

/** One line of a calculation in money. */
export interface AmountLine {
  readonly label: string;
  readonly text: string;
  readonly isTotal?: boolean;
  /** The product that the line is for, with its page. */
  readonly product?: { readonly name: string; readonly href: string } | undefined;
}

/** Objects that belong to this one. */
export interface RelatedList {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly objects: readonly BusinessObject[];
  /** The list with all of them; `null` if these are all. */
  readonly more: { readonly label: string; readonly href: string } | null;
}

/** The contents of the page of an object, from its copy and from what is related to it. */
export interface Details {
  readonly title: string;
  /** The amount that the page begins with; `null` for objects without one. */
  readonly amount: {
    readonly text: string;
    readonly currency: string;
    /** How often it is paid, such as `a year`; `null` if once. */
    readonly per: string | null;
  } | null;
  readonly status: StatusView | null;
  /** Advice in a sentence. */
  readonly advice: string | null;
  readonly timeline: readonly Moment[];
  readonly breakdown: readonly AmountLine[];
  /** Heading of the breakdown, where it is not that of a payment. */
  readonly breakdownTitle?: string | undefined;
  readonly facts: readonly Fact[];
  readonly related: readonly RelatedList[];
}

/** Parts that only the pages of one type show. */
export type OwnDetails = Pick<Details, "advice" | "timeline" | "breakdown" | "breakdownTitle">;

export interface Related {
  readonly object: BusinessObject;
  readonly related: readonly BusinessObject[];
  readonly context: CellContext;
  /** Page of the object at the provider. */
  readonly pageUrl?: string | null;
  /** The sum that a customer has paid, less refunds, in minor units; empty for other types. */
  readonly paid: readonly {
    readonly currency: string;
    readonly count: number;
    readonly sum: number;
  }[];
}
