import type { Database } from "./database";

/** What an open stream was allowed with. */
export interface StreamRight {
  readonly session: string;
  readonly user: string;
  readonly workspace: string;
  readonly role: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether the sign-in session still exists at the auth service. A signed-out token stays valid by signature until it expires. */
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
 * The rights that no longer hold, by index, each with whether all access is gone: the session has ended, or the membership
 * is gone. Somebody with another role may come back at once.
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
