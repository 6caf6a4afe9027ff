import type { Approval, ApprovalSubject } from "@/lib/contracts/approval";
import type { ActionResult } from "@/lib/core/action-result";

/** Something that waits for a person. Times are ISO 8601. */
export type ApprovalView = Approval;

export type { ApprovalSubject };

export type Decide = (
  id: string,
  approve: boolean,
  note?: string,
) => Promise<ActionResult<unknown>>;
