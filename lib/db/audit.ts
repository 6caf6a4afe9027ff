import type { Actor } from "@/lib/mesh/event";

import type { Transaction } from "./database";

export interface AuditRow {
  readonly workspaceId: string;
  readonly actor: Actor;
  /** Verb name, e.g. `connections.connect`. */
  readonly action: string;
  readonly target?: string | undefined;
  /** Plain values for display; never a secret. */
  readonly details?: Readonly<Record<string, string | number | boolean | null>> | undefined;
}

/** Appends to the audit log, which nobody can change. Service role only. */
export async function appendAudit(trx: Transaction, row: AuditRow): Promise<void> {
  await trx
    .insertInto("audit_log")
    .values({
      workspace_id: row.workspaceId,
      actor_kind: row.actor.kind,
      actor_id: row.actor.id,
      action: row.action,
      target: row.target ?? null,
      details: JSON.stringify(row.details ?? {}),
    })
    .execute();
}
