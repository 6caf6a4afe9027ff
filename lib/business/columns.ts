import type { Address } from "./address";
import type { Column } from "./cells";
import type { ListSpec, PhoneSlot } from "./lists";

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

/** The columns of a phone's rows, of those that are shown. A place whose own column is hidden takes the next one that is left. */
export function phoneSlots(spec: ListSpec, columns: readonly Column[]): PhoneSlot[] {
  const isShown = ({ key }: PhoneSlot) => columns.some((column) => column.key === key);
  const own = new Set(spec.phone.map(({ key }) => key));
  const left = columns.filter(({ key }) => !own.has(key)).map(({ key }) => ({ key }));
  return spec.phone.flatMap((slot) => (isShown(slot) ? slot : (left.shift() ?? [])));
}
