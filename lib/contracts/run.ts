import { z } from "zod";

/** The states of a run, as they are stored and as they leave the API. */
export const runStatusSchema = z.enum([
  "pending",
  "running",
  "waiting",
  "succeeded",
  "failed",
  "indeterminate",
  "skipped",
  "cancelled",
]);
export type RunStatus = z.infer<typeof runStatusSchema>;

/** The states of a step of a run. A step that has not begun has none. */
export const stepStatusSchema = runStatusSchema.exclude(["pending"]);
export type StepStatus = z.infer<typeof stepStatusSchema>;

/** The icon of a step that belongs to no app. */
export type StepIcon = "arrow" | "clock" | "dot" | "external" | "hand" | "pulse" | "refresh";
