import type { Database } from "./database";

/** How many of the newest events {@link readLogChanges} looks at. */
const WINDOW = 200;

/** The subjects of the newest events of a workspace's log. Events of pages are left out: they change nothing elsewhere. */
export interface LogChanges {
  readonly head: number;
  /** Events up to this position were dropped from memory. */
  readonly knownAfter: number;
  /** The newest event of each type and connection. */
  readonly newest: readonly {
    readonly seq: number;
    readonly type: string;
    readonly connection: string | null;
  }[];
}

/** Reads what has happened lately in a workspace, without the events' data. As the service role. */
export async function readLogChanges(
  db: Pick<Database, "serviceQuery">,
  workspaceId: string,
): Promise<LogChanges> {
  const rows = await db.serviceQuery<{
    head: number;
    seq: number | null;
    type: string | null;
    connection: string | null;
  }>(
    `select s.last_seq as head, e.seq, e.type, e.connection_id as connection from mesh.stream s
     left join lateral (
       select max(n.seq) as seq, n.type, n.connection_id from mesh.event n
       where n.workspace_id = s.workspace_id and n.seq > s.last_seq - $2::int8 and n.origin <> 'ui'
       group by n.type, n.connection_id) e on true
     where s.workspace_id = $1`,
    [workspaceId, WINDOW],
  );
  const head = rows[0]?.head ?? 0;
  const newest = rows.flatMap(({ seq, type, connection }) =>
    seq === null || type === null ? [] : [{ seq, type, connection }],
  );
  return { head, knownAfter: Math.max(0, head - WINDOW), newest };
}
