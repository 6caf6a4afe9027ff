import * as z from "zod";

import { durationMs } from "../../../core/duration";
import { Duration } from "../../duration";
import { StepBase } from "../../schema-parts";
import { defineStep } from "../types";

const schema = z.strictObject({ ...StepBase, delay: Duration });

export const delay = defineStep({
  kind: "delay",
  title: "Delay",
  description: "Waits for a duration such as 15m, 2h or 3d, at most 90 days.",
  icon: "clock",
  schema,
  example: { id: "pause", delay: "2h" },
  plan: (step, { nowMs }) => ({
    action: { kind: "sleep", until: nowMs + (durationMs(step.delay) ?? 0) },
    warnings: [],
  }),
  sentence: (step) => `wait ${step.delay}`,
});
