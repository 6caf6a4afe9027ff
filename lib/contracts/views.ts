import { z } from "zod";

/** The part of a list's address that a view keeps: tab, filters, order and columns by their names. */
const viewAddressSchema = z
  .record(z.string().regex(/^[a-z]{1,20}$/), z.string().min(1).max(500))
  .refine((address) => JSON.stringify(address).length <= 2000, "is too long to be kept");

/** The name of a view, which people see as it was typed. */
const viewNameSchema = z.string().trim().min(1).max(40);

/** A view of a list that a person saved. */
export const viewContentSchema = z.object({
  /** Path of the list page without its slash, e.g. `payments`. */
  list: z.string().regex(/^[a-z]{1,40}$/),
  name: viewNameSchema,
  address: viewAddressSchema,
});
export type ViewContent = z.infer<typeof viewContentSchema>;

/** A saved view of a list. */
export const savedViewSchema = viewContentSchema.extend({ id: z.uuid() });
export type SavedView = z.infer<typeof savedViewSchema>;
