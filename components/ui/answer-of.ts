import type { ActionResult } from "@/lib/core/action-result";

/** True for the exceptions by which Next navigates, for example to the sign-in page. */
const isNavigation = (error: unknown): boolean =>
  error instanceof Error && "digest" in error && String(error.digest).startsWith("NEXT_");

/**
 * Waits for the answer of a server action. If the network loses the request or its answer, nobody knows what happened: the
 * result then says so, and `doubt` names what to look for after a reload, such as “the token was revoked”.
 */
export async function answerOf<Value>(
  answer: Promise<ActionResult<Value>>,
  doubt?: string,
): Promise<ActionResult<Value>> {
  try {
    return await answer;
  } catch (error) {
    if (isNavigation(error)) throw error;
    const next = doubt === undefined ? "Try again." : `Reload to see whether ${doubt}.`;
    return { ok: false, code: "unavailable", message: `The answer did not arrive. ${next}` };
  }
}
