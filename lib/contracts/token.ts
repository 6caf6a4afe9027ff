import { z } from "zod";

import { listOf } from "./parts";

/** An API token without its value. */
export const tokenSchema = z.object({
  id: z.string(),
  /** First segment of the event types that it may publish. */
  name: z.string(),
  /** Last characters of the token. */
  hint: z.string(),
  scopes: listOf(z.string()),
  createdAt: z.date(),
  expiresAt: z.date(),
  lastUsedAt: z.date().nullable(),
  /** Name or e-mail address of its creator; `null` if the account was deleted. */
  createdBy: z.string().nullable(),
  /** Reason if the token does not work. */
  stopped: z.enum(["expired", "creator"]).nullable(),
});
export type ApiToken = z.infer<typeof tokenSchema>;

/** A new token. Its value is shown once. */
export const createdTokenSchema = z.object({
  id: z.string(),
  name: z.string(),
  token: z.string(),
  expiresAt: z.date(),
});
export type CreatedToken = z.infer<typeof createdTokenSchema>;

export const revokedTokenSchema = z.object({ id: z.string(), name: z.string() });
