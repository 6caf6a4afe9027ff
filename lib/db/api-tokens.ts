import { sql } from "kysely";

import type { Transaction } from "./database";

export interface ApiTokenRow {
  readonly id: string;
  /** Also the first segment of the event types that it may publish. */
  readonly name: string;
  /** Its last characters, to recognise it by. */
  readonly hint: string;
  readonly scopes: readonly string[];
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}

/** The tokens of a workspace that still hold, oldest first. */
export async function listApiTokens(trx: Transaction, workspaceId: string): Promise<ApiTokenRow[]> {
  return trx
    .selectFrom("api_tokens")
    .where("workspace_id", "=", workspaceId)
    .where("revoked_at", "is", null)
    .orderBy("created_at")
    .select([
      "id",
      "name",
      "hint",
      "scopes",
      "created_at as createdAt",
      "last_used_at as lastUsedAt",
    ])
    .execute();
}

/** Keeps a new token's hash. `undefined`: the name is taken. Service role only. */
export async function insertApiToken(
  trx: Transaction,
  token: {
    workspaceId: string;
    name: string;
    hash: Buffer;
    hint: string;
    scopes: readonly string[];
    createdBy: string;
  },
): Promise<string | undefined> {
  const made = await trx
    .insertInto("api_tokens")
    .values({
      workspace_id: token.workspaceId,
      name: token.name,
      token_hash: token.hash,
      hint: token.hint,
      scopes: [...token.scopes],
      created_by: token.createdBy,
    })
    .onConflict((conflict) => conflict.columns(["workspace_id", "name"]).doNothing())
    .returning("id")
    .executeTakeFirst();
  return made?.id;
}

/** Ends a token; its name may be used again. `undefined`: there is none. Service role only. */
export async function deleteApiToken(
  trx: Transaction,
  workspaceId: string,
  id: string,
): Promise<string | undefined> {
  const gone = await trx
    .deleteFrom("api_tokens")
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .returning("name")
    .executeTakeFirst();
  return gone?.name;
}

export interface TokenOwner {
  readonly id: string;
  readonly workspaceId: string;
  readonly name: string;
  readonly scopes: readonly string[];
}

/** Whose token a hash is; notes its use once a minute. Service role only. */
export async function findApiToken(
  trx: Transaction,
  hash: Buffer,
): Promise<TokenOwner | undefined> {
  const found = await trx
    .selectFrom("api_tokens")
    .where("token_hash", "=", hash)
    .where("revoked_at", "is", null)
    .select(["id", "workspace_id as workspaceId", "name", "scopes"])
    .executeTakeFirst();
  if (found)
    await sql`update public.api_tokens set last_used_at = now()
      where id = ${found.id} and (last_used_at is null or last_used_at < now() - interval '1 minute')`.execute(
      trx,
    );
  return found;
}
