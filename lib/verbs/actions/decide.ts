import { z } from "zod";

import { sendAttempt } from "@/lib/actions/send";
import { actionOutcomeSchema, type ActionOutcome } from "@/lib/contracts/action";
import { AppError } from "@/lib/core/errors";
import { decideAttempt, findAttempt, type AttemptRow } from "@/lib/db/action-attempts";
import { publishInside } from "@/lib/db/event-log";
import { afterRaces } from "@/lib/mesh/log";

import { defineVerb } from "../define";
import type { Context } from "../types";
import { HAS_CHANGED, planConfirmed } from "./begin";
import { actionEvent } from "./events";
import { sentOutcome } from "./outcome";
import { requireCall } from "./target";

/** True if the object does not allow it any more; other problems, such as a lost connection, may pass. */
const isOver = ({ code, details }: AppError): boolean =>
  code === "invalid" || code === "not_found" || details?.["reason"] === HAS_CHANGED;

const DECIDED = "This was decided already. Reload the page.";

/** Ends the wait of an attempt. Throws "conflict" if somebody else ended it. */
async function decide(
  context: Context,
  { id }: AttemptRow,
  to: "sending" | "denied" | "failed",
  problem: string | null,
): Promise<AttemptRow> {
  const { services, workspaceId, user } = context;
  const row = await afterRaces(() =>
    services.db.withService(async (trx) => {
      const decided = await decideAttempt(trx, { id, workspaceId, by: user.sub, to, problem });
      if (!decided) throw new AppError("conflict", DECIDED);
      const said = to === "sending" ? "approved" : "denied";
      await publishInside(trx, [actionEvent(context, decided, said)]);
      return decided;
    }),
  );
  services.notifyAppended(workspaceId);
  return row;
}

/** Plans again what was asked for. Returns the reason why it is not possible any more, if so. */
async function planWaiting(context: Context, waiting: AttemptRow) {
  const { services, user, workspaceId } = context;
  const { type, objectId: id, connectionId: connection, action } = waiting;
  const wanted = { type, id, connection, action };
  try {
    const call = await services.db.withUser(user, (trx) =>
      requireCall(trx, workspaceId, wanted, services.now()),
    );
    return { done: (await planConfirmed(context, call, waiting)).done, problem: null };
  } catch (error) {
    if (error instanceof AppError && isOver(error))
      return { done: "", problem: `It could not be done any more: ${error.message}` };
    throw error;
  }
}

/** Sends what was asked for, if it is still the same. Ends the wait if it cannot be done any more. */
async function approve(context: Context, waiting: AttemptRow): Promise<ActionOutcome> {
  const { services, user } = context;
  if (waiting.createdBy === user.sub)
    throw new AppError("forbidden", "You asked for this, so another admin has to approve it.");
  const { done, problem } = await planWaiting(context, waiting);
  if (problem !== null) {
    const { id, summary } = await decide(context, waiting, "failed", problem);
    return { id, status: "failed", summary, message: problem };
  }
  const row = await decide(context, waiting, "sending", null);
  return sentOutcome(row, await sendAttempt(services, row, { isRepeated: false }), done);
}

/** Approves or denies, as the second person, what somebody asked for. */
export const decideAction = defineVerb({
  name: "actions.decide",
  description:
    "Approves or denies an action that waits for a second person. An approved one sends exactly the request that was confirmed, once, if the object is still in the same state.",
  effect: "destructive",
  role: "admin",
  session: true,
  input: z.object({
    id: z.uuid(),
    approve: z.boolean(),
    /** The reason why it is denied. */
    note: z.string().trim().max(500).optional(),
  }),
  output: actionOutcomeSchema,
  audit: ({ approve: isApproved, note }, { status, summary }) => ({
    target: summary,
    details: { approved: isApproved, status, ...(note ? { note } : {}) },
  }),
  async run(context, { id, approve: isApproved, note }, record) {
    const { services, user, workspaceId } = context;
    const waiting = await services.db.withUser(user, (trx) => findAttempt(trx, workspaceId, id));
    if (waiting?.status !== "waiting") throw new AppError("conflict", DECIDED);
    if (isApproved) {
      const outcome = await approve(context, waiting);
      return services.db.withService((trx) => record(trx, outcome));
    }
    const { summary } = await decide(context, waiting, "denied", note || null);
    const message = waiting.createdBy === user.sub ? "It was withdrawn." : "It was denied.";
    const outcome: ActionOutcome = { id, status: "denied", summary, message };
    return services.db.withService((trx) => record(trx, outcome));
  },
});
