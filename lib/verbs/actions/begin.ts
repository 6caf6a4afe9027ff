import { planAction, type ActionCall, type PlannedAction } from "@/lib/actions/prepare";
import type { OfferedValues } from "@/lib/contracts/action";
import { AppError } from "@/lib/core/errors";
import { formatMinor } from "@/lib/core/money";
import { beginAttempt, findAttempt, readingAt, type AttemptRow } from "@/lib/db/action-attempts";
import { exceededLimit, lockLimits } from "@/lib/db/action-limits";
import type { Transaction } from "@/lib/db/database";
import { publishInside } from "@/lib/db/event-log";
import { afterRaces } from "@/lib/mesh/log";

import type { Context } from "../types";
import { actionEvent } from "./events";

/** What a person saw and confirmed. */
export interface Confirmed {
  readonly type: string;
  readonly id: string;
  readonly values: OfferedValues;
  readonly basis: string;
  readonly planHash: string;
  readonly attempt: string;
  readonly note?: string | undefined;
}

type Ready = Exclude<PlannedAction, { kind: "problem" }>;

const CHANGED = "It has changed since you looked at it. Check it again before you confirm.";
/** `reason` of the error when the object is not in the state that was seen. */
export const HAS_CHANGED = "changed";

const UNDER_WAY =
  "Somebody else is doing this, asked for it, or has just done it. Reload the page to see what became of it.";

/** The limit that an action exceeds, in words; `null` within the limits of the workspace. */
export async function limitWords(
  trx: Transaction,
  { workspaceId, user }: Context,
  { gives }: Ready,
): Promise<string | null> {
  if (!gives) return null;
  const limit = await exceededLimit(trx, { workspaceId, by: user.sub }, gives);
  if (limit === null) return null;
  const words = formatMinor(limit, gives.currency);
  return `A second person approves this, because one person may give away ${words} in 24 hours.`;
}

/** Plans again what was confirmed. Throws "invalid" where it is not possible, "conflict" where it would be something else. */
export async function planConfirmed(
  { services }: Context,
  call: ActionCall,
  { values, basis, planHash }: Pick<Confirmed, "values" | "basis" | "planHash">,
): Promise<Ready> {
  const planned = await planAction(services, call, values);
  if (planned.kind === "problem")
    throw new AppError("invalid", planned.problem, { details: { field: planned.field } });
  if (planned.basis !== basis || planned.plan.planHash !== planHash)
    throw new AppError("conflict", CHANGED, { details: { reason: HAS_CHANGED } });
  return planned;
}

/** Stores what a person confirmed, if it is still what would be sent now: to be sent, or to wait for a second person. */
export async function beginAction(
  context: Context,
  call: ActionCall,
  confirmed: Confirmed,
): Promise<{ readonly row: AttemptRow; readonly done: string }> {
  const { services, workspaceId, user } = context;
  const { type, id, values, basis, planHash, attempt, note } = confirmed;
  const readAt = await services.db.withService(readingAt);
  const planned = await planConfirmed(context, call, confirmed);
  const row = await afterRaces(() =>
    services.db.withService(async (trx) => {
      await lockLimits(trx, workspaceId);
      const waits = (await limitWords(trx, context, planned)) !== null;
      const isBegun = await beginAttempt(
        trx,
        {
          workspaceId,
          connectionId: call.connection.id,
          type,
          objectId: id,
          id: attempt,
          action: call.name,
          basis,
          summary: planned.button,
          note: note || null,
          operation: planned.operation,
          input: planned.input,
          planHash,
          values,
          amount: planned.gives?.amount ?? null,
          currency: planned.gives?.currency ?? null,
          status: waits ? "waiting" : "sending",
          createdBy: user.sub,
        },
        readAt,
      );
      const begun = isBegun ? await findAttempt(trx, workspaceId, attempt) : undefined;
      if (begun && waits) await publishInside(trx, [actionEvent(context, begun, "requested")]);
      return begun;
    }),
  );
  if (!row) throw new AppError("conflict", UNDER_WAY);
  if (row.status === "waiting") services.notifyAppended(workspaceId);
  return { row, done: planned.done };
}
