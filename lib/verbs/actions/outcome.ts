import type { SentAttempt } from "@/lib/actions/send";
import type { ActionOutcome } from "@/lib/contracts/action";
import { AppError } from "@/lib/core/errors";
import type { AttemptRow } from "@/lib/db/action-attempts";

/** Words for an attempt that was sent. A failure is an error, because nothing was done. */
export function sentOutcome(
  { id, summary }: AttemptRow,
  sent: SentAttempt,
  done: string,
): ActionOutcome {
  if (sent.status === "failed") throw new AppError("conflict", sent.problem);
  if (sent.status === "succeeded") return { id, status: sent.status, summary, message: done };
  const message = `Nobody knows yet whether it was done: ${sent.problem} It is checked again in a few minutes, and never done twice.`;
  return { id, status: sent.status, summary, message };
}

/** Words for an attempt that waits for a second person. */
export const waitingOutcome = ({ id, summary }: AttemptRow): ActionOutcome => ({
  id,
  status: "waiting",
  summary,
  message: "Another admin now approves it under Approvals. Nothing was sent yet.",
});
