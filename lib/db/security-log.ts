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
  /** Values without passwords, tokens or e-mail addresses of unknown people. */
  readonly details?: Readonly<Record<string, string>> | undefined;
}

/**
 * Appends to the security log. Writes the same event of a person or address at most once in ten seconds, so that a loop of
 * denied calls does not fill the table.
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

/** Security event of an account, visible to its owner. */
export interface AccountEvent {
  readonly id: string;
  readonly at: Date;
  readonly kind: SecurityEvent["kind"];
  /** Network address of the caller, /64 for IPv6; `null` if unknown. */
  readonly address: string | null;
}

/** Lists the security events of an account in the last 90 days, newest first, including failed sign-ins by others. */
export function accountEvents(
  db: Pick<Database, "serviceQuery">,
  account: { readonly userId: string; readonly hash: string },
  limit: number,
): Promise<AccountEvent[]> {
  return db.serviceQuery<AccountEvent>(
    `(select id::text, at, kind, address from private.security_log where user_id = $1::uuid order by at desc limit $3)
      union all
      (select id::text, at, kind, address from private.security_log
        where user_id is null and details ->> 'account' = $2 order by at desc limit $3)
      order by at desc limit $3`,
    [account.userId, account.hash, limit],
  );
}
