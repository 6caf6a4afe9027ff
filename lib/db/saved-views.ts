import { sql } from "kysely";

import type { SavedView, ViewContent } from "@/lib/contracts/views";

import type { Transaction } from "./database";

/** The person whose views they are. */
export interface ViewOwner {
  readonly workspaceId: string;
  readonly userId: string;
}

const VIEW = sql`id, list, name, address`;

/** Lists somebody's views of a list in the order in which they were saved. */
export async function viewsOf(
  trx: Transaction,
  { workspaceId, userId }: ViewOwner,
  list: string,
): Promise<SavedView[]> {
  const { rows } = await sql<SavedView>`
    select ${VIEW} from public.saved_views
    where workspace_id = ${workspaceId} and user_id = ${userId} and list = ${list} order by created_at, id`.execute(
    trx,
  );
  return rows;
}

/** Makes this transaction the only writer of somebody's views until it ends, so that a limit on their number holds. */
export async function lockViews(trx: Transaction, { workspaceId, userId }: ViewOwner) {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`views ${workspaceId} ${userId}`}, 0))`.execute(
    trx,
  );
}

/** Adds a view. Call {@link lockViews} and check the limit first. */
export async function addView(
  trx: Transaction,
  { workspaceId, userId }: ViewOwner,
  { list, name, address }: ViewContent,
): Promise<SavedView> {
  const { rows } = await sql<SavedView>`
    insert into public.saved_views (workspace_id, user_id, list, name, address)
    values (${workspaceId}, ${userId}, ${list}, ${name}, ${JSON.stringify(address)}::jsonb) returning ${VIEW}`.execute(
    trx,
  );
  return requireRow(rows);
}

/** Renames a view or gives it another address; `undefined` if there is none. */
export async function changeView(
  trx: Transaction,
  { workspaceId, userId }: ViewOwner,
  { id, list, name, address }: SavedView,
): Promise<SavedView | undefined> {
  const { rows } = await sql<SavedView>`
    update public.saved_views set name = ${name}, address = ${JSON.stringify(address)}::jsonb
    where workspace_id = ${workspaceId} and user_id = ${userId} and id = ${id} and list = ${list} returning ${VIEW}`.execute(
    trx,
  );
  return rows[0];
}

/** Deletes a view and returns it; `undefined` if there is none. */
export async function deleteView(
  trx: Transaction,
  { workspaceId, userId }: ViewOwner,
  id: string,
): Promise<SavedView | undefined> {
  const { rows } = await sql<SavedView>`
    delete from public.saved_views where workspace_id = ${workspaceId} and user_id = ${userId} and id = ${id}
    returning ${VIEW}`.execute(trx);
  return rows[0];
}

function requireRow<Row>([row]: readonly Row[]): Row {
  if (row === undefined) throw new Error("The database returned no row for an insert.");
  return row;
}
