import type { Address } from "./address";
import type { Column } from "./cells";
import type { ListSpec } from "./lists";

/** A column that people can show or hide. */
export interface ColumnChoice {
  readonly key: string;
  readonly heading: string;
  readonly isShown: boolean;
}

/** The columns that a list's address shows, in the order of the list; the usual ones without or with an unknown choice. */
export function shownColumns(spec: ListSpec, address: Address): readonly Column[] {
  const wanted = new Set((address["cols"] ?? "").split(","));
  const chosen = [...spec.columns, ...spec.moreColumns].filter(({ key }) => wanted.has(key));
  return chosen.length === 0 ? spec.columns : chosen;
}

/** All columns of a list, with those marked that its address shows. */
export function columnChoices(spec: ListSpec, address: Address): ColumnChoice[] {
  const shown = new Set(shownColumns(spec, address).map(({ key }) => key));
  return [...spec.columns, ...spec.moreColumns].map(({ key, heading }) => ({
    key,
    heading,
    isShown: shown.has(key),
  }));
}
