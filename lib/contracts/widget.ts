import { z } from "zod";

import { figureSchema } from "./metrics";

/** The rows of a widget. */
export const widgetDataSchema = z.object({
  rows: z.array(z.record(z.string(), z.unknown())),
  /** Number of fetched rows, before the definition's filter. */
  fetched: z.int(),
  /** True if the provider has more rows. */
  hasMore: z.boolean(),
  /** Time of the provider's answer, ISO 8601 in UTC. */
  asOf: z.string(),
  /** `null` if the source has no modes. */
  livemode: z.boolean().nullable(),
  /** IANA time zone of the account. */
  timeZone: z.string(),
  /** Currency of the account, for rows without one. */
  currency: z.string().nullable(),
  /** Names of the objects that rows name by id; the rows keep the ids. */
  names: z.record(z.string(), z.string()).optional(),
  /** The figure whose course or parts the rows are. */
  metric: z
    .object({
      figure: figureSchema,
      currency: z.string(),
      from: z.string(),
      to: z.string(),
      before: z.object({ from: z.string(), to: z.string() }).nullable(),
      isSoFar: z.boolean(),
    })
    .optional(),
  /** The picture of the views `chart` and `tile`: a `WidgetDrawing` of `lib/widgets/data.ts`. */
  drawing: z.unknown().optional(),
  /** Warnings for the author of the definition. */
  diagnostics: z.array(z.string()),
});

export const removedWidgetSchema = z.object({ id: z.string(), removed: z.boolean() });

/** Number of widgets in the saved order. */
export const savedOrderSchema = z.object({ saved: z.int() });
