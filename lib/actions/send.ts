import { AppError } from "@/lib/core/errors";
import { endAttempt, type AttemptRow } from "@/lib/db/action-attempts";
import { asPlanConnection, findConnection } from "@/lib/db/connections";
import type { Transaction } from "@/lib/db/database";
import { listForRead } from "@/lib/db/object-changes";
import { objectsByKey } from "@/lib/db/objects";
import { ProviderError } from "@/lib/providers/errors";

import { actionsFor, toSubject } from "./prepare";
import type { ActionServices } from "./services";

/** How the request of an attempt ended. */
export type SentAttempt =
  | { readonly status: "succeeded"; readonly problem: null }
  | { readonly status: "failed" | "unknown"; readonly problem: string };

/** Answers by which the provider says that it did nothing, also to a request with a key that it has seen. */
const REFUSALS: ReadonlySet<string> = new Set(["CARD_ERROR", "INVALID_REQUEST", "NOT_FOUND"]);

/** Answers while another request with the same key is under way, so that this one tells nothing. */
const KEY_IN_USE: ReadonlySet<string> = new Set(["CONFLICT", "IDEMPOTENCY_CONFLICT"]);

/**
 * A request that is sent again failed only if the provider says so: what keeps it from being answered now, such as a rate
 * limit or a withdrawn key, tells nothing of the request before.
 */
function outcomeOf(error: unknown, isRepeated: boolean): SentAttempt {
  if (!(error instanceof AppError)) throw error;
  const answered = error instanceof ProviderError ? error : null;
  const mayBeDone = answered !== null && (answered.indeterminate || answered.mayHaveArrived);
  const isRefused = answered !== null && !mayBeDone && REFUSALS.has(answered.apiCode);
  const isOpen = mayBeDone || KEY_IN_USE.has(answered?.apiCode ?? "") || (isRepeated && !isRefused);
  return { status: isOpen ? "unknown" : "failed", problem: error.message };
}

/** States of one second cannot be told apart, so the read waits for the next one. */
const NEXT_SECOND_MS = 1000;

/** Lets the copy read again what the action has changed. */
async function readChanges(trx: Transaction, attempt: AttemptRow, now: Date): Promise<void> {
  const { workspaceId, connectionId, type, objectId } = attempt;
  const connection = await findConnection(trx, workspaceId, connectionId);
  const [object] = await objectsByKey(trx, connectionId, [{ type, id: objectId }]);
  const [, action] =
    actionsFor(connection?.provider ?? "", type).find(([name]) => name === attempt.action) ?? [];
  if (!connection || !object || !action) return;
  const subject = toSubject(object, { connection, customerName: null, others: {}, now });
  const changes = action.changes(subject);
  const notBefore = new Date(now.getTime() + NEXT_SECOND_MS);
  await listForRead(trx, connectionId, changes, { reason: "asked", notBefore });
}

/**
 * Sends the request of an attempt with its own key, so that it counts once however often it is sent, and stores how it ended.
 * The caller must have begun or taken the attempt; `isRepeated` says which.
 */
export async function sendAttempt(
  services: ActionServices,
  attempt: AttemptRow,
  { isRepeated }: { readonly isRepeated: boolean },
): Promise<SentAttempt> {
  const { id, workspaceId, connectionId, operation, input, planHash, createdBy } = attempt;
  const connection = await services.db.withService((trx) =>
    findConnection(trx, workspaceId, connectionId),
  );
  if (!connection) throw new AppError("not_found", "The account was disconnected.");
  const sent = await services
    .execute(asPlanConnection(connection), operation, input, {
      mode: "apply",
      planHash,
      idempotencyKey: id,
      actor: { kind: "user", id: createdBy ?? "" },
    })
    .then(
      (): SentAttempt => ({ status: "succeeded", problem: null }),
      (error: unknown) => outcomeOf(error, isRepeated),
    );
  await services.db.withService(async (trx) => {
    await endAttempt(trx, id, sent);
    if (sent.status === "succeeded") await readChanges(trx, attempt, services.now());
  });
  return sent;
}
