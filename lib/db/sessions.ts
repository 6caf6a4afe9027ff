import type { Database } from "./database";

/** Session and membership that an open stream depends on. */
export interface StreamRight {
  readonly session: string;
  readonly user: string;
  readonly workspace: string;
  readonly role: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** True if the sign-in session still exists. Required because the signature of a token stays valid after sign-out. */
export async function isSessionLive(
  db: Pick<Database, "serviceQuery">,
  session: string,
  user: string,
): Promise<boolean> {
  if (!UUID.test(session)) return false;
  const rows = await db.serviceQuery(
    "select 1 as one from private.live_sessions(array[$1::uuid]) where user_id = $2::uuid",
    [session, user],
  );
  return rows.length > 0;
}

/**
 * Returns the grants that are no longer valid by index. The value is true if the session or the membership ended, and false
 * for a changed role, with which the client may reconnect.
 */
export async function endedRights(
  db: Pick<Database, "serviceQuery">,
  rights: readonly StreamRight[],
): Promise<ReadonlyMap<number, boolean>> {
  const rows = await db.serviceQuery<{ at: number; gone: boolean }>(
    `select r.at::integer - 1 as at, s.id is null or m.role is null as gone
      from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[]) with ordinality as r (session, person, workspace, role, at)
      left join private.live_sessions($1::uuid[]) s on s.id = r.session and s.user_id = r.person
      left join public.memberships m on m.workspace_id = r.workspace and m.user_id = r.person
      where s.id is null or m.role is distinct from r.role`,
    [
      rights.map(({ session }) => session),
      rights.map(({ user }) => user),
      rights.map(({ workspace }) => workspace),
      rights.map(({ role }) => role),
    ],
  );
  return new Map(rows.map(({ at, gone }) => [at, gone]));
}
