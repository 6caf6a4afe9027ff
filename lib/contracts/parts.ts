import { z } from "zod";

/** A list that is not changed after it was made. */
export const listOf = <Item extends z.ZodType>(item: Item) => z.array(item).readonly();

/** The id of what a verb created or changed. */
export const idSchema = z.object({ id: z.string() });

/** A number of objects. */
export const countSchema = z.object({ count: z.int() });
