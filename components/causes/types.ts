import type { PlannedStepView } from "@/components/automations/types";

/** What one automation would do if an event came again. */
export interface RehearsalView {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly verdict: "starts" | "ran" | "refuses";
  readonly why: string | null;
  readonly run: string | null;
  readonly plan: {
    readonly steps: readonly PlannedStepView[];
    readonly status: "succeeded" | "failed";
    readonly error: string | null;
  } | null;
}

/** What came of one automation after a replay. */
export interface ReplayedView {
  readonly automationId: string;
  readonly name: string;
  readonly run: string | null;
  readonly why: string | null;
}
