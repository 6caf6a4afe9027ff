/** Type of a value after JSON serialisation: dates become ISO strings. */
export type Plain<T> = T extends Date
  ? string
  : T extends object
    ? { readonly [K in keyof T]: Plain<T[K]> }
    : T;

/** Serialises the result of a verb for the browser, for pages and routes alike. */
export function toPlain<T>(value: T): Plain<T> {
  return JSON.parse(JSON.stringify(value)) as Plain<T>; // what JSON does to dates is what the type says
}
