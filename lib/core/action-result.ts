/** Result of a server action: a value or an error message. Errors are values, not exceptions. */
export type ActionResult<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      readonly code: string;
      readonly message: string;
      readonly field?: string;
    };
