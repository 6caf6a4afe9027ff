import { z } from "zod";

import { listOf } from "./parts";

/** A named secret without its value. */
export const secretSchema = z.object({
  id: z.string(),
  /** Name in headers: `{{secret.<name>}}`. */
  name: z.string(),
  /** Allowed hosts, with their port if it is not the standard one. */
  hosts: listOf(z.string()),
  updatedAt: z.date(),
  lastUsedAt: z.date().nullable(),
});

export const namedSecretSchema = z.object({ id: z.string(), name: z.string() });
export type NamedSecret = z.infer<typeof namedSecretSchema>;
