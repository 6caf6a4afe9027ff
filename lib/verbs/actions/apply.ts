import { z } from "zod";

import { planAction, requireAction, type ActionCall } from "@/lib/actions/prepare";
import { sendAttempt, type SentAttempt } from "@/lib/actions/send";
import { actionOutcomeSchema, valuesSchema, type ActionOutcome } from "@/lib/contracts/action";
import { AppError } from "@/lib/core/errors";
import {
  beginAttempt,
  findAttempt,
  readingAt,
  takeAttempt,
  type AttemptRow,
} from "@/lib/db/action-attempts";

import { defineVerb } from "../define";
import type { Context } from "../types";
import { requireSubject, targetInput } from "./target";

const input = targetInput.extend({
  action: z.string().min(1).max(60),
  values: valuesSchema,
  /** `basis` and `planHash` of the plan that the person saw. */
  basis: z.string().max(200),
  planHash: z.string().max(100),
  /** Made by the page for this confirmation. The same id never does anything twice. */
  attempt: z.uuid(),
  /** For the team; it is not sent to the provider. */
  note: z.string().trim().max(500).optional(),
});
type Input = z.infer<typeof input>;

const CHANGED = "It has changed since you looked at it. Check it again before you confirm.";
const UNDER_WAY =
  "Somebody else is doing this, or has just done it. Reload the page to see what became of it.";

/** Stores the attempt of what the person confirmed, if it is still what would be sent now. */
async function begin(
  { services, workspaceId, user }: Context,
  call: ActionCall,
  { type, id, values, basis, planHash, attempt, note }: Input,
): Promise<{ readonly row: AttemptRow; readonly done: string }> {
  const { db } = services;
  const readAt = await db.withService(readingAt);
  const planned = await planAction(services, call, values);
  if (planned.kind === "problem")
    throw new AppError("invalid", planned.problem, { details: { field: planned.field } });
  if (planned.basis !== basis || planned.plan.planHash !== planHash)
    throw new AppError("conflict", CHANGED);
  const target = { workspaceId, connectionId: call.connection.id, type, objectId: id };
  const row = await db.withService(async (trx) => {
    const isBegun = await beginAttempt(
      trx,
      {
        ...target,
        id: attempt,
        action: call.name,
        basis,
        summary: planned.button,
        note: note || null,
        operation: call.action.operation,
        input: planned.input,
        planHash,
        createdBy: user.sub,
      },
      readAt,
    );
    return isBegun ? findAttempt(trx, workspaceId, attempt) : undefined;
  });
  if (!row) throw new AppError("conflict", UNDER_WAY);
  return { row, done: planned.done };
}

/** Words for how an attempt ended. A failure is an error, because nothing was done. */
function outcomeOf({ id, summary }: AttemptRow, sent: SentAttempt, done: string): ActionOutcome {
  if (sent.status === "failed") throw new AppError("conflict", sent.problem);
  if (sent.status === "succeeded") return { id, status: sent.status, summary, message: done };
  const message = `Nobody knows yet whether it was done: ${sent.problem} It is checked again in a few minutes, and never done twice.`;
  return { id, status: sent.status, summary, message };
}

/** A request that is still under way is left alone for this long. */
const UNDER_WAY_MS = 5000;

/** The outcome of an attempt that was made before. One that is open is sent again, which does nothing twice. */
async function outcomeOfKnown({ services }: Context, known: AttemptRow): Promise<ActionOutcome> {
  const { id, status, problem, summary } = known;
  const done = `Done: ${summary}.`;
  if (status === "succeeded") return { id, status, summary, message: done };
  if (status === "failed") throw new AppError("conflict", problem ?? "It was not done.");
  const taken = await services.db.withService((trx) => takeAttempt(trx, id, UNDER_WAY_MS));
  if (!taken) {
    const message =
      "It is being done at the moment, or nobody could confirm it for most of a day. In that case, compare with the provider.";
    return { id, status, summary, message };
  }
  return outcomeOf(taken, await sendAttempt(services, taken, { isRepeated: true }), done);
}

/** Does what the person confirmed for the first time. */
async function doIt(context: Context, wanted: Input): Promise<ActionOutcome> {
  const { services, user, workspaceId } = context;
  const { connection, subject } = await services.db.withUser(user, (trx) =>
    requireSubject(trx, workspaceId, wanted),
  );
  const action = requireAction(connection.provider, wanted.type, wanted.action);
  const call = { name: wanted.action, action, connection, subject };
  const { row, done } = await begin(context, call, wanted);
  return outcomeOf(row, await sendAttempt(services, row, { isRepeated: false }), done);
}

/** Does to an object what a person confirmed, once. */
export const applyAction = defineVerb({
  name: "actions.apply",
  description:
    "Does to an object at its provider what the caller confirmed, such as refunding a payment. Exactly the planned request is sent, once for each attempt.",
  effect: "destructive",
  role: "admin",
  session: true,
  input,
  output: actionOutcomeSchema,
  audit: ({ type, id, note }, { status, summary }) => ({
    target: summary,
    details: { [type]: id, status, ...(note ? { note } : {}) },
  }),
  async run(context, wanted, record) {
    const { services, user, workspaceId } = context;
    const known = await services.db.withUser(user, (trx) =>
      findAttempt(trx, workspaceId, wanted.attempt),
    );
    const outcome = await (known ? outcomeOfKnown(context, known) : doIt(context, wanted));
    return services.db.withService((trx) => record(trx, outcome));
  },
});
