/** The answer of a form's server action: done with a message, or what is wrong and in which field. `null` before the first try. */
export type FormState = {
  readonly ok: boolean;
  readonly message: string;
  readonly field?: string;
} | null;
