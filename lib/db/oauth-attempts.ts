import { sql } from "kysely";

import type { Transaction } from "./database";

/** A started authorisation without a callback. */
export interface OAuthAttempt {
  readonly provider: string;
  readonly workspaceId: string;
  readonly userId: string;
  readonly sessionHash: Buffer;
  readonly livemode: boolean;
  /** Encrypted PKCE code verifier; `null` if the provider does not support PKCE. */
  readonly sealedVerifier: string | null;
}

const PER_HOUR = 10;

/** Stores an attempt for ten minutes. Returns false if the person started too many in the last hour. Service role. */
export async function beginOAuthAttempt(
  trx: Transaction,
  stateHash: Buffer,
  attempt: OAuthAttempt,
): Promise<boolean> {
  const { count } = await trx
    .selectFrom("private.oauth_attempts")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("user_id", "=", attempt.userId)
    .where("claimed_at", "is", null)
    .where("created_at", ">", sql<Date>`now() - interval '1 hour'`)
    .executeTakeFirstOrThrow();
  if (count >= PER_HOUR) return false;
  await trx
    .insertInto("private.oauth_attempts")
    .values({
      state_hash: stateHash,
      provider: attempt.provider,
      workspace_id: attempt.workspaceId,
      user_id: attempt.userId,
      session_hash: attempt.sessionHash,
      livemode: attempt.livemode,
      sealed_verifier: attempt.sealedVerifier,
    })
    .execute();
  return true;
}

/** Consumes an attempt, so that each state works only once. Sets `expired` for old ones. Service role. */
export async function claimOAuthAttempt(
  trx: Transaction,
  provider: string,
  stateHash: Buffer,
): Promise<(OAuthAttempt & { expired: boolean }) | undefined> {
  const row = await trx
    .updateTable("private.oauth_attempts")
    .set({ claimed_at: sql<Date>`now()` })
    .where("state_hash", "=", stateHash)
    .where("provider", "=", provider)
    .where("claimed_at", "is", null)
    .returning([
      "provider",
      "workspace_id",
      "user_id",
      "session_hash",
      "livemode",
      "sealed_verifier",
      sql<boolean>`expires_at < now()`.as("expired"),
    ])
    .executeTakeFirst();
  return (
    row && {
      provider: row.provider,
      workspaceId: row.workspace_id,
      userId: row.user_id,
      sessionHash: row.session_hash,
      livemode: row.livemode,
      sealedVerifier: row.sealed_verifier,
      expired: row.expired,
    }
  );
}

/** Records the connection of an attempt and deletes its verifier. Service role. */
export async function finishOAuthAttempt(
  trx: Transaction,
  stateHash: Buffer,
  connectionId: string,
): Promise<void> {
  await trx
    .updateTable("private.oauth_attempts")
    .set({ connection_id: connectionId, sealed_verifier: null })
    .where("state_hash", "=", stateHash)
    .execute();
}

/**
 * Returns the result of a consumed attempt of this session, whose connection may still be missing; `undefined` if there is
 * no such attempt. Service role.
 */
export async function outcomeOfAttempt(
  trx: Transaction,
  stateHash: Buffer,
  attempt: Pick<OAuthAttempt, "provider" | "workspaceId" | "userId" | "sessionHash">,
): Promise<{ connectionId: string | null } | undefined> {
  return trx
    .selectFrom("private.oauth_attempts")
    .where("state_hash", "=", stateHash)
    .where("provider", "=", attempt.provider)
    .where("workspace_id", "=", attempt.workspaceId)
    .where("user_id", "=", attempt.userId)
    .where("session_hash", "=", attempt.sessionHash)
    .where("claimed_at", "is not", null)
    .select("connection_id as connectionId")
    .executeTakeFirst();
}
