import { sql } from "kysely";

import type { Transaction } from "./database";

export interface DashboardRow {
  readonly id: string;
  readonly name: string;
}

export interface PlacedWidget {
  readonly id: string;
  readonly type: string;
  readonly connectionId: string | null;
  /** Stored definition, which may no longer be valid. */
  readonly definition: unknown;
}

const MAIN = "main";

export async function findDashboard(
  trx: Transaction,
  workspaceId: string,
): Promise<DashboardRow | undefined> {
  return trx
    .selectFrom("dashboards")
    .select(["id", "name"])
    .where("workspace_id", "=", workspaceId)
    .where("slug", "=", MAIN)
    .executeTakeFirst();
}

/** A widget definition that ships with the product. */
export interface BuiltinWidget {
  readonly type: string;
  readonly version: number;
  readonly definition: unknown;
  /** Position in the first dashboard of a workspace; `null` for widgets that people add themselves. */
  readonly position: number | null;
}

/**
 * Stores the built-in widgets of this version and installs new ones in every workspace. New workspaces get them when they
 * are created. Returns the number of new or newer definitions. Service role.
 */
export async function storeBuiltinWidgets(
  trx: Transaction,
  widgets: readonly BuiltinWidget[],
): Promise<number> {
  const { rows } = await sql<{
    changed: number;
  }>`select private.store_builtin_widgets(${JSON.stringify(widgets)}::jsonb) as changed`.execute(
    trx,
  );
  return rows[0]?.changed ?? 0;
}

const widgetColumns = [
  "w.id",
  "w.type",
  "w.connection_id as connectionId",
  "d.definition",
] as const;

function widgetsQuery(trx: Transaction) {
  return trx
    .selectFrom("widgets as w")
    .innerJoin("widget_definitions as d", (join) =>
      join.onRef("d.workspace_id", "=", "w.workspace_id").onRef("d.type", "=", "w.type"),
    )
    .select(widgetColumns);
}

/** Lists the dashboard's widgets in a person's order. Widgets without a position come last, in order of creation. */
export async function listWidgets(
  trx: Transaction,
  dashboardId: string,
  userId: string,
): Promise<PlacedWidget[]> {
  const rows = await widgetsQuery(trx)
    .where("w.dashboard_id", "=", dashboardId)
    .where("w.removed_at", "is", null)
    .orderBy("w.position")
    .orderBy("w.created_at")
    .execute();
  const layout = await trx
    .selectFrom("dashboard_layouts")
    .select("widget_order")
    .where("dashboard_id", "=", dashboardId)
    .where("user_id", "=", userId)
    .executeTakeFirst();
  const order = new Map((layout?.widget_order ?? []).map((id, place) => [id, place]));
  return rows.toSorted(
    (a, b) => (order.get(a.id) ?? rows.length) - (order.get(b.id) ?? rows.length),
  );
}

export async function findWidgets(
  trx: Transaction,
  workspaceId: string,
  ids: readonly string[],
): Promise<PlacedWidget[]> {
  return widgetsQuery(trx)
    .where("w.workspace_id", "=", workspaceId)
    .where("w.id", "in", ids)
    .where("w.removed_at", "is", null)
    .execute();
}

export async function findWidget(
  trx: Transaction,
  workspaceId: string,
  id: string,
): Promise<PlacedWidget | undefined> {
  const [widget] = await findWidgets(trx, workspaceId, [id]);
  return widget;
}

export async function listDefinitions(
  trx: Transaction,
  workspaceId: string,
): Promise<{ type: string; definition: unknown }[]> {
  return trx
    .selectFrom("widget_definitions")
    .select(["type", "definition"])
    .where("workspace_id", "=", workspaceId)
    .orderBy("type")
    .execute();
}

export async function addWidget(
  trx: Transaction,
  widget: {
    workspaceId: string;
    dashboardId: string;
    type: string;
    userId: string;
    position: number;
  },
): Promise<string> {
  const { id } = await trx
    .insertInto("widgets")
    .values({
      workspace_id: widget.workspaceId,
      dashboard_id: widget.dashboardId,
      type: widget.type,
      created_by: widget.userId,
      position: widget.position,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

/** Removes or restores a widget. Returns false if it does not exist. */
export async function setWidgetRemoved(
  trx: Transaction,
  workspaceId: string,
  id: string,
  removed: boolean,
): Promise<boolean> {
  const result = await trx
    .updateTable("widgets")
    .set({ removed_at: removed ? new Date() : null })
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Sets the account of a widget. Returns false if it does not exist. */
export async function setWidgetConnection(
  trx: Transaction,
  workspaceId: string,
  id: string,
  connectionId: string,
): Promise<boolean> {
  const result = await trx
    .updateTable("widgets")
    .set({ connection_id: connectionId })
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

export async function saveOrder(
  trx: Transaction,
  dashboardId: string,
  userId: string,
  order: readonly string[],
): Promise<void> {
  await trx
    .insertInto("dashboard_layouts")
    .values({ dashboard_id: dashboardId, user_id: userId, widget_order: [...order] })
    .onConflict((conflict) =>
      conflict
        .columns(["dashboard_id", "user_id"])
        .doUpdateSet({ widget_order: [...order], updated_at: new Date() }),
    )
    .execute();
}
