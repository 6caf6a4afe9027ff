/** What a server action answers: its value, or a sentence about what went wrong. Errors are values here, not exceptions. */
export type ActionResult<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      readonly code: string;
      readonly message: string;
      readonly field?: string;
    };
