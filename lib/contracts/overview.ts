import { z } from "zod";

const keysSchema = z.array(z.string().regex(/^[a-z_-]{1,40}$/)).max(40);

/** How a person arranged the overview: the order of its tiles and blocks, and those that are hidden. */
export const overviewLayoutSchema = z.object({
  tiles: keysSchema,
  blocks: keysSchema,
  hidden: keysSchema,
});
export type OverviewLayout = z.infer<typeof overviewLayoutSchema>;

/** The layout that a person saved; `null` for one who uses the default. */
export const savedLayoutSchema = z.object({ layout: overviewLayoutSchema.nullable() });
