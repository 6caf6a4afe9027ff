import { z } from "zod";

import { sendAttempt } from "@/lib/actions/send";
import { actionOutcomeSchema, valuesSchema, type ActionOutcome } from "@/lib/contracts/action";
import { AppError } from "@/lib/core/errors";
import { findAttempt, takeAttempt, type AttemptRow } from "@/lib/db/action-attempts";

import { defineVerb } from "../define";
import type { Context } from "../types";
import { beginAction } from "./begin";
import { sentOutcome, waitingOutcome } from "./outcome";
import { requireCall, targetInput } from "./target";

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

/** A request that is still under way is left alone for this long. */
const UNDER_WAY_MS = 5000;

/** The outcome of an attempt that was made before. One that is open is sent again, which does nothing twice. */
async function outcomeOfKnown({ services }: Context, known: AttemptRow): Promise<ActionOutcome> {
  const { id, status, problem, summary } = known;
  const done = `Done: ${summary}.`;
  if (status === "waiting") return waitingOutcome(known);
  if (status === "succeeded") return { id, status, summary, message: done };
  if (status === "failed" || status === "denied")
    throw new AppError("conflict", problem ?? "It was not done.");
  const taken = await services.db.withService((trx) => takeAttempt(trx, id, UNDER_WAY_MS));
  if (!taken) {
    const message =
      "It is being done at the moment, or nobody could confirm it for most of a day. In that case, compare with the provider.";
    return { id, status, summary, message };
  }
  return sentOutcome(taken, await sendAttempt(services, taken, { isRepeated: true }), done);
}

/** True if somebody repeats their own confirmation; an id of another one must tell and record nothing. */
function isRepeated({ user }: Context, known: AttemptRow, wanted: z.infer<typeof input>): boolean {
  const { type, id, connection = known.connectionId, action, planHash } = wanted;
  const isSame =
    known.type === type &&
    known.objectId === id &&
    known.connectionId === connection &&
    known.action === action &&
    known.planHash === planHash;
  return isSame && known.createdBy === user.sub;
}

/** Does what the person confirmed for the first time, or lets it wait for a second person. */
async function doIt(context: Context, wanted: z.infer<typeof input>): Promise<ActionOutcome> {
  const { services, user, workspaceId } = context;
  const call = await services.db.withUser(user, (trx) =>
    requireCall(trx, workspaceId, wanted, services.now()),
  );
  const { row, done } = await beginAction(context, call, wanted);
  if (row.status === "waiting") return waitingOutcome(row);
  return sentOutcome(row, await sendAttempt(services, row, { isRepeated: false }), done);
}

/** Does to an object what a person confirmed, once. */
export const applyAction = defineVerb({
  name: "actions.apply",
  description:
    "Does to an object at its provider what the caller confirmed, such as refunding a payment. Exactly the planned request is sent, once for each attempt. Above a limit of the workspace it waits for a second person.",
  effect: "destructive",
  role: "admin",
  session: true,
  input,
  output: actionOutcomeSchema,
  audit: ({ type, id, note }, { status, summary }) => ({
    target: summary,
    details: { type, object: id, status, ...(note ? { note } : {}) },
  }),
  async run(context, wanted, record) {
    const { services, user, workspaceId } = context;
    const known = await services.db.withUser(user, (trx) =>
      findAttempt(trx, workspaceId, wanted.attempt),
    );
    if (known && !isRepeated(context, known, wanted))
      throw new AppError("conflict", "This confirmation was used already. Reload the page.");
    const outcome = await (known ? outcomeOfKnown(context, known) : doIt(context, wanted));
    return services.db.withService((trx) => record(trx, outcome));
  },
});
