import { sql } from "kysely";

import type { Transaction } from "./database";

/** An authorisation that was begun and has not come back yet. */
export interface OAuthAttempt {
  readonly provider: string;
  readonly workspaceId: string;
  readonly userId: string;
  readonly sessionHash: Buffer;
  readonly livemode: boolean;
  /** The PKCE code verifier, sealed; `null` where the provider takes none. */
  readonly sealedVerifier: string | null;
}

const PER_HOUR = 10;

/** Remembers an attempt for ten minutes. Returns false when this person has begun too many in the last hour. Service role only. */
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

/** Claims an attempt: each state is good once, whatever comes of it. `expired` ones are told apart. Service role only. */
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

/** Notes which connection came of an attempt, and forgets its verifier. Service role only. */
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
 * How an attempt that this session began and claimed has ended: with a connection, or without one so far; `undefined` when
 * there is no such attempt. Service role only.
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
