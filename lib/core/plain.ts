/** What JSON makes of a value: dates become ISO texts. */
export type Plain<T> = T extends Date
  ? string
  : T extends object
    ? { readonly [K in keyof T]: Plain<T[K]> }
    : T;

/** A verb's answer as a browser gets it, whether by a page or by a route. */
export function toPlain<T>(value: T): Plain<T> {
  return JSON.parse(JSON.stringify(value)) as Plain<T>; // what JSON does to dates is what the type says
}
