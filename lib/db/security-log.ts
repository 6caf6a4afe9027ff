import type { Database } from "./database";

export interface SecurityEvent {
  readonly kind:
    | "sign_in"
    | "sign_in_failed"
    | "sign_up"
    | "sign_out"
    | "password_reset_requested"
    | "password_changed"
    | "link_confirmed"
    | "rate_limited"
    | "refused";
  readonly userId?: string | undefined;
  readonly workspaceId?: string | undefined;
  /** Network address of the caller. */
  readonly address?: string | undefined;
  /** Plain values; never a password or token, and no e-mail address of somebody who may not exist. */
  readonly details?: Readonly<Record<string, string>> | undefined;
}

/**
 * Appends to the security log. The same event of the same person or address is written once in ten seconds, so that a
 * loop of refused calls does not fill the table.
 */
export async function appendSecurityEvent(
  db: Pick<Database, "serviceQuery">,
  event: SecurityEvent,
): Promise<void> {
  await db.serviceQuery(
    `insert into private.security_log (kind, user_id, workspace_id, address, details)
      select $1, $2::uuid, $3::uuid, left($4, 100), $5::jsonb
      where not exists (select from private.security_log l
        where l.at > clock_timestamp() - interval '10 seconds' and l.kind = $1 and l.user_id is not distinct from $2::uuid
          and l.address is not distinct from left($4, 100) and l.details = $5::jsonb)`,
    [
      event.kind,
      event.userId ?? null,
      event.workspaceId ?? null,
      event.address ?? null,
      JSON.stringify(event.details ?? {}),
    ],
  );
}
