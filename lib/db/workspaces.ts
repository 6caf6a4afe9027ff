import type { Transaction } from "./database";

export interface WorkspaceRow {
  readonly id: string;
  readonly name: string;
  readonly role: "owner" | "admin" | "member" | "viewer";
}

/** Lists the workspaces of a person, oldest first. */
export async function listWorkspaces(trx: Transaction, userId: string): Promise<WorkspaceRow[]> {
  const rows = await trx
    .selectFrom("memberships as m")
    .innerJoin("workspaces as w", "w.id", "m.workspace_id")
    .where("m.user_id", "=", userId)
    .select(["w.id", "w.name", "m.role"])
    .orderBy("w.created_at")
    .execute();
  // A CHECK constraint restricts the column to these values.
  return rows.map((row) => ({ ...row, role: row.role as WorkspaceRow["role"] }));
}

export interface MemberRow {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly role: WorkspaceRow["role"];
  readonly since: Date;
}

export async function listMembers(trx: Transaction, workspaceId: string): Promise<MemberRow[]> {
  const rows = await trx
    .selectFrom("memberships as m")
    .innerJoin("profiles as p", "p.id", "m.user_id")
    .where("m.workspace_id", "=", workspaceId)
    .select([
      "m.user_id as userId",
      "p.display_name as name",
      "p.email",
      "m.role",
      "m.created_at as since",
    ])
    .orderBy("m.created_at")
    .execute();
  return rows.map((row) => ({ ...row, role: row.role as WorkspaceRow["role"] }));
}
