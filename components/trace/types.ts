import type { PlannedStepView } from "@/components/automations/types";

/** Simulated result of one automation for a replayed event. */
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

/** Result of a replay for one automation. */
export interface ReplayedView {
  readonly automationId: string;
  readonly name: string;
  readonly run: string | null;
  readonly why: string | null;
}
