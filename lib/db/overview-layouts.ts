import { sql } from "kysely";

import type { OverviewLayout } from "@/lib/contracts/overview";
import { toJson } from "@/lib/core/storable";

import type { Transaction } from "./database";
import type { ViewOwner } from "./saved-views";

/** Reads how a person arranged the overview; `null` for one who did not. */
export async function readLayout(
  trx: Transaction,
  { workspaceId, userId }: ViewOwner,
): Promise<unknown> {
  const { rows } = await sql<{ layout: unknown }>`
    select layout from public.overview_layouts where workspace_id = ${workspaceId} and user_id = ${userId}`.execute(
    trx,
  );
  return rows[0]?.layout ?? null;
}

/** Keeps how a person arranged the overview; `null` forgets it. */
export async function writeLayout(
  trx: Transaction,
  { workspaceId, userId }: ViewOwner,
  layout: OverviewLayout | null,
): Promise<void> {
  if (layout === null)
    await sql`delete from public.overview_layouts where workspace_id = ${workspaceId} and user_id = ${userId}`.execute(
      trx,
    );
  else
    await sql`
      insert into public.overview_layouts (workspace_id, user_id, layout) values (${workspaceId}, ${userId}, ${toJson(layout)}::jsonb)
      on conflict (workspace_id, user_id) do update set layout = excluded.layout, updated_at = now()`.execute(
      trx,
    );
}
