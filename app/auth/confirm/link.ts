import { z } from "zod";

/** The parameters of a link in an e-mail of Auth. */
export const linkSchema = z.object({
  token_hash: z.string().min(1).max(200),
  type: z.enum(["signup", "invite", "magiclink", "recovery", "email_change", "email"]),
  /** The address that the e-mail went to; templates without it still work. A plus sign arrives as a space. */
  email: z
    .string()
    .max(320)
    .transform((email) => email.replaceAll(" ", "+"))
    .pipe(z.email())
    .optional()
    .catch(undefined),
});
export type ConfirmLink = z.infer<typeof linkSchema>;
