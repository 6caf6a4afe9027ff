import { z } from "zod";

import type { FormState } from "@/components/auth/form-state";

export const credentials = z.object({
  email: z.email("Enter an e-mail address, such as ada@example.com."),
  password: z
    .string()
    .min(1, "Enter the password.")
    .max(200, "The password can have at most 200 characters."),
});

/** Only paths of this app: what a form says about where to go next is not trusted. */
export const safeNext = (value: FormDataEntryValue | null) =>
  typeof value === "string" && /^\/(?![/\\])[\w\-/?=&%.]*$/.test(value) ? value : "/";

export const problem = (message: string, field?: string): FormState => ({
  ok: false,
  message,
  ...(field ? { field } : {}),
});

export function parse<T>(
  schema: z.ZodType<T>,
  form: FormData,
): { value: T } | { state: FormState } {
  const parsed = schema.safeParse(Object.fromEntries(form));
  if (parsed.success) return { value: parsed.data };
  const [issue] = parsed.error.issues;
  return { state: problem(issue?.message ?? "Check what you entered.", issue?.path.join(".")) };
}
