import { sql } from "kysely";

import { toJson } from "@/lib/core/storable";
import type { Actor } from "@/lib/mesh/event";

import type { Transaction } from "./database";

type AuditDetails = Readonly<Record<string, string | number | boolean | null>>;

export interface AuditRow {
  readonly workspaceId: string;
  readonly actor: Actor;
  /** Verb name, e.g. `connections.connect`. */
  readonly action: string;
  readonly target?: string | undefined;
  /** Values for display; must not contain secrets. */
  readonly details?: AuditDetails | undefined;
}

/** Appends to the audit log, whose entries cannot be changed. Service role. */
export async function appendAudit(trx: Transaction, row: AuditRow): Promise<void> {
  await trx
    .insertInto("audit_log")
    .values({
      workspace_id: row.workspaceId,
      actor_kind: row.actor.kind,
      actor_id: row.actor.id,
      action: row.action,
      target: row.target ?? null,
      details: toJson(row.details ?? {}),
    })
    .execute();
}

/** An entry of the audit log. */
export interface AuditEntry {
  /** Increases with time. */
  readonly id: string;
  /** UTC. */
  readonly at: Date;
  readonly actor: {
    readonly kind: Exclude<Actor["kind"], "import">;
    readonly id: string;
    readonly name: string | null;
  };
  /** Verb name, or the name of an operation at a provider. */
  readonly action: string;
  /** Id of the object, or the request line at a provider. */
  readonly target: string | null;
  /** Name of the person or automation, if it still exists. */
  readonly targetName: string | null;
  readonly details: AuditDetails;
}

/** The cast allows the lookup to use the index. */
const UUID = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$";

/**
 * Lists the audit log of a workspace, newest first. `areas` filters by the first segment of actions; empty means all.
 * `name` is `null` for deleted actors. Row-level security only returns rows to admins.
 */
export async function listAudit(
  trx: Transaction,
  wanted: {
    workspaceId: string;
    areas: readonly string[];
    before: string | null;
    limit: number;
  },
): Promise<AuditEntry[]> {
  const { rows } = await sql<AuditEntry>`
    with page as materialized (
      select *, case when actor_id ~ ${UUID} then actor_id::uuid end as who, case when target ~ ${UUID} then target::uuid end as what
        from public.audit_log
        where workspace_id = ${wanted.workspaceId}
          and (${wanted.before}::bigint is null or id < ${wanted.before}::bigint)
          and (${wanted.areas.length === 0} or area = any(${wanted.areas}::text[]))
        order by id desc limit ${wanted.limit}
    )
    select l.id::text as id, l.at, l.action, l.target, l.details, coalesce(tp.display_name, ta.name) as "targetName",
        jsonb_build_object('kind', l.actor_kind, 'id', l.actor_id, 'name', coalesce(p.display_name, a.name, t.name)) as actor
      from page l
      left join public.profiles p on l.actor_kind = 'user' and p.id = l.who
      left join public.automations a on l.actor_kind = 'automation' and a.id = l.who
      left join public.api_tokens t on l.actor_kind = 'token' and t.id = l.who
      left join public.profiles tp on l.action like 'members.%' and tp.id = l.what
      left join public.automations ta on l.action like any (array['automations.%', 'runs.%']) and ta.id = l.what
      order by l.id desc`.execute(trx);
  return rows;
}
