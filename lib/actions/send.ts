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

function outcomeOf(error: unknown): SentAttempt {
  if (!(error instanceof AppError)) throw error;
  const isOpen =
    error instanceof ProviderError &&
    (error.indeterminate || error.mayHaveArrived || error.apiCode === "IDEMPOTENCY_CONFLICT");
  return { status: isOpen ? "unknown" : "failed", problem: error.message };
}

/** Lets the copy read again what the action has changed. */
async function readChanges(trx: Transaction, attempt: AttemptRow, now: Date): Promise<void> {
  const { workspaceId, connectionId, type, objectId } = attempt;
  const connection = await findConnection(trx, workspaceId, connectionId);
  const [object] = await objectsByKey(trx, connectionId, [{ type, id: objectId }]);
  const [, action] =
    actionsFor(connection?.provider ?? "", type).find(([name]) => name === attempt.action) ?? [];
  if (!object || !action) return;
  const changes = action.changes(toSubject(object, undefined));
  await listForRead(trx, connectionId, changes, { reason: "asked", notBefore: now });
}

/**
 * Sends the request of an attempt with its own key, so that it counts once however often it is sent, and stores how it ended.
 * The caller must have begun or taken the attempt.
 */
export async function sendAttempt(
  services: ActionServices,
  attempt: AttemptRow,
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
    .then((): SentAttempt => ({ status: "succeeded", problem: null }), outcomeOf);
  await services.db.withService(async (trx) => {
    await endAttempt(trx, id, sent);
    if (sent.status === "succeeded") await readChanges(trx, attempt, services.now());
  });
  return sent;
}
