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

/** Takes an attempt away: each state is good once, whatever comes of it. `expired` ones are told apart. Service role only. */
export async function claimOAuthAttempt(
  trx: Transaction,
  provider: string,
  stateHash: Buffer,
): Promise<(OAuthAttempt & { expired: boolean }) | undefined> {
  const row = await trx
    .deleteFrom("private.oauth_attempts")
    .where("state_hash", "=", stateHash)
    .where("provider", "=", provider)
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
