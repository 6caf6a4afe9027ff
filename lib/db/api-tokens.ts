import { sql } from "kysely";

import type { Transaction } from "./database";

export interface ApiTokenRow {
  readonly id: string;
  /** Name and first segment of the event types that the token may publish. */
  readonly name: string;
  /** Last characters of the token. */
  readonly hint: string;
  readonly scopes: readonly string[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date | null;
  /** Name or e-mail address of its creator; `null` if the account was deleted. */
  readonly createdBy: string | null;
  /** Reason if the token does not work. */
  readonly stopped: "expired" | "creator" | null;
}

/** Roles that may create tokens. Tokens of creators with another role are rejected. */
const CREATOR_ROLES = ["owner", "admin"] as const;

/** Lists all tokens of a workspace, oldest first. */
export async function listApiTokens(trx: Transaction, workspaceId: string): Promise<ApiTokenRow[]> {
  return trx
    .selectFrom("api_tokens as t")
    .leftJoin("memberships as m", (join) =>
      join.onRef("m.workspace_id", "=", "t.workspace_id").onRef("m.user_id", "=", "t.created_by"),
    )
    .leftJoin("profiles as p", "p.id", "t.created_by")
    .where("t.workspace_id", "=", workspaceId)
    .orderBy("t.created_at")
    .select([
      "t.id",
      "t.name",
      "t.hint",
      "t.scopes",
      "t.created_at as createdAt",
      "t.expires_at as expiresAt",
      "t.last_used_at as lastUsedAt",
      sql<string | null>`coalesce(nullif(p.display_name, ''), p.email)`.as("createdBy"),
      sql<ApiTokenRow["stopped"]>`case when t.revoked_at is not null or m.role is null
          or m.role not in (${sql.join(CREATOR_ROLES)}) then 'creator'
        when t.expires_at <= now() then 'expired' end`.as("stopped"),
    ])
    .execute();
}

/** Stores a token's hash. Returns `taken` if the name exists, and `full` if the workspace has `most` tokens. Service role. */
export async function insertApiToken(
  trx: Transaction,
  token: {
    workspaceId: string;
    name: string;
    hash: Buffer;
    hint: string;
    scopes: readonly string[];
    createdBy: string;
    /** Days until it expires. */
    days: number;
  },
  most: number,
): Promise<{ id: string; expiresAt: Date } | "taken" | "full"> {
  // Serialises concurrent inserts, so that together they stay within the limit.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`tokens ${token.workspaceId}`}, 0))`.execute(
    trx,
  );
  const { count } = await trx
    .selectFrom("api_tokens")
    .where("workspace_id", "=", token.workspaceId)
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  if (count >= most) return "full";
  const made = await trx
    .insertInto("api_tokens")
    .values({
      workspace_id: token.workspaceId,
      name: token.name,
      token_hash: token.hash,
      hint: token.hint,
      scopes: [...token.scopes],
      created_by: token.createdBy,
      expires_at: sql<Date>`now() + make_interval(days => ${token.days})`,
    })
    .onConflict((conflict) => conflict.columns(["workspace_id", "name"]).doNothing())
    .returning(["id", "expires_at as expiresAt"])
    .executeTakeFirst();
  return made ?? "taken";
}

/** Deletes a token and returns its name, which may be used again. Returns `undefined` if there is none. Service role. */
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

/** A token that works, with the person who created it and their role now. */
export interface ActiveToken {
  readonly id: string;
  readonly workspaceId: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly creator: { readonly sub: string; readonly email: string };
  readonly role: (typeof CREATOR_ROLES)[number];
}

/**
 * Finds a token by its hash and updates its last use once a minute. Returns `undefined` if it does not exist, has expired,
 * or its creator may no longer create tokens. Service role.
 */
export async function findApiToken(
  trx: Transaction,
  hash: Buffer,
): Promise<ActiveToken | undefined> {
  const found = await trx
    .selectFrom("api_tokens as t")
    .innerJoin("memberships as m", (join) =>
      join.onRef("m.workspace_id", "=", "t.workspace_id").onRef("m.user_id", "=", "t.created_by"),
    )
    .innerJoin("profiles as p", "p.id", "m.user_id")
    .where("t.token_hash", "=", hash)
    .where("t.revoked_at", "is", null)
    .where("t.expires_at", ">", sql<Date>`now()`)
    .where("m.role", "in", CREATOR_ROLES)
    .select([
      "t.id",
      "t.workspace_id as workspaceId",
      "t.name",
      "t.scopes",
      "p.id as sub",
      "p.email",
      "m.role",
    ])
    .executeTakeFirst();
  if (!found) return undefined;
  await sql`update public.api_tokens set last_used_at = now()
      where id = ${found.id} and (last_used_at is null or last_used_at < now() - interval '1 minute')`.execute(
    trx,
  );
  const { sub, email, role, ...token } = found;
  // The condition above restricts the column to these values.
  return { ...token, creator: { sub, email }, role: role as ActiveToken["role"] };
}
