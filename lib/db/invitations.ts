import { sql } from "kysely";

import type { Transaction } from "./database";
import type { WorkspaceRow } from "./workspaces";

/** A valid invitation. */
export interface InvitationRow {
  readonly id: string;
  readonly role: WorkspaceRow["role"];
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** Name or e-mail address of its creator. */
  readonly inviter: string;
}

const inviter = sql<string>`coalesce(nullif(p.display_name, ''), p.email)`.as("inviter");

/** Lists unexpired invitations whose creator may still invite, newest first. */
export async function listInvitations(
  trx: Transaction,
  workspaceId: string,
): Promise<InvitationRow[]> {
  const rows = await trx
    .selectFrom("invitations as i")
    .innerJoin("memberships as m", (join) =>
      join.onRef("m.workspace_id", "=", "i.workspace_id").onRef("m.user_id", "=", "i.created_by"),
    )
    .innerJoin("profiles as p", "p.id", "m.user_id")
    .where("i.workspace_id", "=", workspaceId)
    .where("i.expires_at", ">", sql<Date>`now()`)
    .where("m.role", "in", ["owner", "admin"])
    .select(["i.id", "i.role", "i.created_at as createdAt", "i.expires_at as expiresAt", inviter])
    .orderBy("i.created_at", "desc")
    .execute();
  // A CHECK constraint restricts the column to these values.
  return rows.map((row) => ({ ...row, role: row.role as WorkspaceRow["role"] }));
}

/** Stores an invitation's hash for seven days, as the inviting person. Returns false if the workspace has `most` open ones. */
export async function insertInvitation(
  trx: Transaction,
  made: { workspaceId: string; role: string; hash: Buffer; createdBy: string },
  most: number,
): Promise<boolean> {
  // Serialises concurrent inserts, so that together they stay within the limit.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`invitations ${made.workspaceId}`}, 0))`.execute(
    trx,
  );
  await trx
    .deleteFrom("invitations")
    .where("workspace_id", "=", made.workspaceId)
    .where((eb) => eb.or([eb("expires_at", "<=", sql<Date>`now()`), eb("created_by", "is", null)]))
    .execute();
  const { count } = await trx
    .selectFrom("invitations")
    .where("workspace_id", "=", made.workspaceId)
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  if (count >= most) return false;
  await trx
    .insertInto("invitations")
    .values({
      workspace_id: made.workspaceId,
      role: made.role,
      token_hash: made.hash,
      created_by: made.createdBy,
    })
    .execute();
  return true;
}

/** Withdraws an invitation and returns its role; `undefined` if there is none that the person may withdraw. */
export async function deleteInvitation(
  trx: Transaction,
  workspaceId: string,
  id: string,
): Promise<string | undefined> {
  const gone = await trx
    .deleteFrom("invitations")
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .returning("role")
    .executeTakeFirst();
  return gone?.role;
}

export interface InvitationOffer {
  readonly workspaceId: string;
  readonly workspace: string;
  readonly role: string;
  readonly inviter: string;
}

/** Reads the invitation of a link; `undefined` if it is not valid. Service role. */
export async function findInvitation(
  trx: Transaction,
  hash: Buffer,
): Promise<InvitationOffer | undefined> {
  return trx
    .selectFrom("invitations as i")
    .innerJoin("workspaces as w", "w.id", "i.workspace_id")
    .innerJoin("memberships as m", (join) =>
      join.onRef("m.workspace_id", "=", "i.workspace_id").onRef("m.user_id", "=", "i.created_by"),
    )
    .innerJoin("profiles as p", "p.id", "m.user_id")
    .where("i.token_hash", "=", hash)
    .where("i.expires_at", ">", sql<Date>`now()`)
    .where("m.role", "in", ["owner", "admin"])
    .select(["w.id as workspaceId", "w.name as workspace", "i.role", inviter])
    .executeTakeFirst();
}

/** Accepts an invitation for the signed-in person. Returns the workspace; `null` if the link is no longer valid. */
export async function acceptInvitation(trx: Transaction, hash: Buffer): Promise<string | null> {
  const { rows } = await sql<{
    id: string | null;
  }>`select private.accept_invitation(${hash}) as id`.execute(trx);
  return rows[0]?.id ?? null;
}
