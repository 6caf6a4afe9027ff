import { toJson } from "@/lib/core/storable";

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

/** Installs or replaces a definition. */
export async function installDefinition(
  trx: Transaction,
  workspaceId: string,
  type: string,
  definition: unknown,
): Promise<void> {
  const json = toJson(definition);
  await trx
    .insertInto("widget_definitions")
    .values({ workspace_id: workspaceId, type, definition: json })
    .onConflict((conflict) =>
      conflict
        .columns(["workspace_id", "type"])
        .doUpdateSet({ definition: json, updated_at: new Date() }),
    )
    .execute();
}

/** Creates the first dashboard with its widgets. Concurrent calls create only one. */
export async function createDashboard(
  trx: Transaction,
  workspaceId: string,
  userId: string,
  types: readonly string[],
): Promise<void> {
  const made = await trx
    .insertInto("dashboards")
    .values({ workspace_id: workspaceId, slug: MAIN, name: "Dashboard" })
    .onConflict((conflict) => conflict.columns(["workspace_id", "slug"]).doNothing())
    .returning("id")
    .executeTakeFirst();
  if (!made) return;
  await trx
    .insertInto("widgets")
    .values(
      types.map((type, position) => ({
        workspace_id: workspaceId,
        dashboard_id: made.id,
        type,
        position,
        created_by: userId,
      })),
    )
    .execute();
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
