import type { ActionResult } from "@/lib/core/action-result";

/** Something that waits for a person. Times are ISO 8601. */
export interface ApprovalView {
  readonly id: string;
  readonly runId: string;
  readonly key: string;
  readonly automationId: string;
  /** The automation that asks. */
  readonly automationName: string;
  readonly reason: string;
  /** Exactly what would be sent; `null` when the step only asks. */
  readonly plan: unknown;
  readonly status: "pending" | "approved" | "denied" | "expired" | "consumed";
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly decidedByName: string | null;
  readonly decidedAt: string | null;
  /** What the person who decided said. */
  readonly note: string | null;
}

export type Decide = (
  id: string,
  approve: boolean,
  note?: string,
) => Promise<ActionResult<unknown>>;
