import type { ActionResult } from "@/lib/core/action-result";

/** What a write that moves money is about. */
export interface ApprovalSubject {
  /** "Refund". */
  readonly verb: string;
  /** Minor units; `null` where the plan does not say how much. */
  readonly amount: number | null;
  readonly currency: string | null;
  readonly customer: string | null;
  readonly description: string | null;
  readonly paidAt: string | null;
  readonly payment: string;
}

/** What follows from an approval. */
export interface ApprovalOutlook {
  /** The operation that is sent; `null` if the step only asks. */
  readonly action: {
    readonly title: string;
    readonly provider: string;
    readonly isIrreversible: boolean;
  } | null;
  /** Labels of the steps that follow. */
  readonly next: readonly string[];
}

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
  /** `null`: it moves no money, or is about something else than what started the run. */
  readonly subject?: ApprovalSubject | null;
  /** What follows from an approval; `null` once it is decided. */
  readonly outlook: ApprovalOutlook | null;
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
