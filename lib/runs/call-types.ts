import type { PlanConnection } from "@/lib/providers/plan";
import type { Operation } from "@/lib/providers/types";

import type { ActionOf, StepExecution } from "./step-execution";

/** A provider operation that a step calls. */
export interface Call {
  readonly step: StepExecution;
  readonly connection: PlanConnection;
  readonly operation: Operation;
  /** The operation's name within its provider. */
  readonly key: string;
  readonly input: unknown;
  readonly approvalPolicy: ActionOf<"call">["approvalPolicy"];
}
