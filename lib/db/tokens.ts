import { sql } from "kysely";

import type { TokenStore } from "@/lib/connections/tokens";
import { secretPlace, type Vault } from "@/lib/connections/vault";

import type { Database, Transaction } from "./database";
import { openSecrets } from "./secrets";

/** Stores a new token and invalidates pending renewals of the old one. Service role. */
export async function startToken(
  trx: Transaction,
  connectionId: string,
  expiresAt: Date | null,
): Promise<void> {
  await trx
    .insertInto("private.connection_tokens")
    .values({ connection_id: connectionId, expires_at: expiresAt })
    .onConflict((conflict) =>
      conflict.column("connection_id").doUpdateSet((eb) => ({
        version: eb("private.connection_tokens.version", "+", 1),
        issued_at: sql<Date>`clock_timestamp()`,
        expires_at: expiresAt,
        lease_epoch: eb("private.connection_tokens.lease_epoch", "+", 1),
        lease_until: null,
        not_before: null,
      })),
    )
    .execute();
}

/** Deletes the token state. Must be called before its secrets are changed. Service role. */
export async function endToken(trx: Transaction, connectionId: string): Promise<void> {
  await trx
    .deleteFrom("private.connection_tokens")
    .where("connection_id", "=", connectionId)
    .execute();
}

/** Encrypted tokens of a workspace's connections. Every call is a separate transaction. */
export function tokenStore(db: Database, vault: Vault, workspaceId: string): TokenStore {
  return {
    read: (connectionId) =>
      db.withService(async (trx) => {
        const row = await trx
          .selectFrom("private.connection_tokens")
          .select(["version", "issued_at", "expires_at", "not_before"])
          .where("connection_id", "=", connectionId)
          .executeTakeFirst();
        const secrets = await openSecrets(trx, vault, { workspaceId, connectionId });
        const accessToken = secrets.get("access_token");
        if (!row || accessToken === undefined) return null;
        return {
          version: row.version,
          accessToken,
          refreshToken: secrets.get("refresh_token"),
          issuedAt: row.issued_at,
          expiresAt: row.expires_at,
          notBefore: row.not_before,
        };
      }),
    claim: (connectionId, version, seconds) =>
      db.withService(async (trx) => {
        const { rows } = await sql<{ epoch: number | null }>`
          select private.claim_refresh(${connectionId}, ${version}, ${seconds}) as epoch`.execute(
          trx,
        );
        return rows[0]?.epoch ?? null;
      }),
    commit: (connectionId, epoch, token) =>
      db.withService(async (trx) => {
        const sealed = Object.fromEntries(
          Object.entries(token.secrets).map(([field, value]) => [
            field,
            vault.seal(value, secretPlace(workspaceId, connectionId, field)),
          ]),
        );
        const { rows } = await sql<{ done: boolean }>`
          select private.commit_refresh(${connectionId}, ${epoch}, ${JSON.stringify(sealed)}::jsonb,
            clock_timestamp() + make_interval(secs => ${token.expiresInSeconds ?? null}::double precision)) as done`.execute(
          trx,
        );
        return rows[0]?.done === true;
      }),
    release: (connectionId, epoch, pauseSeconds) =>
      db.withService(async (trx) => {
        await sql`select private.release_refresh(${connectionId}, ${epoch}, ${pauseSeconds})`.execute(
          trx,
        );
      }),
  };
}
