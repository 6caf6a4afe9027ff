import { z } from "zod";

import { listOf } from "./parts";

const effectSchema = z.enum(["read", "write", "destructive"]);

/** Operations of a provider that match a search, described ones first. */
export const foundOperationsSchema = z.object({
  operations: listOf(
    z.object({
      name: z.string(),
      title: z.string(),
      effect: effectSchema,
      /** True if its title and labels were written for people. */
      isCurated: z.boolean(),
    }),
  ),
  /** True if more operations match. */
  isCut: z.boolean(),
});
export type FoundOperations = z.infer<typeof foundOperationsSchema>;

const pathSchema = z.object({
  path: z.string(),
  sample: z.string(),
  /** For a list of objects: the fields of one object. */
  items: listOf(z.object({ path: z.string(), sample: z.string() })).optional(),
});

/** Operations with their fields, by name. */
export const loadedOperationsSchema = z.object({
  operations: listOf(
    z.object({
      name: z.string(),
      provider: z.string(),
      title: z.string(),
      description: z.string(),
      effect: effectSchema,
      movesMoney: z.boolean(),
      fields: listOf(
        z.object({
          name: z.string(),
          title: z.string(),
          description: z.string(),
          required: z.boolean(),
          type: z.enum(["text", "number", "boolean", "list", "object", "any"]),
          options: listOf(z.string()),
          isMoney: z.boolean().optional(),
          isMain: z.boolean().optional(),
          choices: z.object({ needs: listOf(z.string()) }).optional(),
        }),
      ),
      outputs: listOf(pathSchema),
    }),
  ),
});
export type LoadedOperations = z.infer<typeof loadedOperationsSchema>;
