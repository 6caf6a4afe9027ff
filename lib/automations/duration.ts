import * as z from "zod";

import { durationMs } from "../core/duration";

/** A duration as it is written in a definition. */
export const Duration = z
  .string()
  .refine((text) => durationMs(text) !== null, "Must be like 90s, 15m, 2h or 3d, at most 90d");
