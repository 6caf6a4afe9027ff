import { AppError } from "@/lib/core/errors";
import { listConnections, type ConnectionRow } from "@/lib/db/connections";
import { findWidgets, type PlacedWidget } from "@/lib/db/dashboards";
import { readLogChanges, type LogChanges } from "@/lib/db/log-changes";
import type { MeshEvent } from "@/lib/mesh/event";

import type { Context } from "../types";

const RECENT = 500;

/** Data that all widgets of one load share, read once. */
export interface Board {
  /** Finds a placed widget. Throws "not_found". */
  widget(id: string): PlacedWidget;
  /** The workspace's connections, newest first. */
  readonly connections: readonly ConnectionRow[];
  readonly changes: LogChanges;
  /** The newest events of the workspace, read when first asked for. */
  recentEvents(): Promise<readonly MeshEvent[]>;
}

async function read(context: Context, ids: readonly string[]): Promise<Board> {
  const { services, user, workspaceId } = context;
  const [changes, { widgets, connections }] = await Promise.all([
    readLogChanges(services.db, workspaceId),
    services.db.withUser(user, async (trx) => ({
      widgets: await findWidgets(trx, workspaceId, ids),
      connections: await listConnections(trx, workspaceId),
    })),
  ]);
  const byId = new Map(widgets.map((widget) => [widget.id, widget]));
  let recent: Promise<readonly MeshEvent[]> | undefined;
  return {
    widget(id) {
      const widget = byId.get(id);
      if (!widget) throw new AppError("not_found", "There is no such widget on this dashboard.");
      return widget;
    },
    connections,
    changes,
    recentEvents: () => (recent ??= services.log.recent(workspaceId, RECENT)),
  };
}

const gathering = new WeakMap<Context, { ids: Set<string>; board: Promise<Board> }>();

/** Reads what a widget needs, in one transaction with the other widgets that the same request asks for in this turn. */
export function readBoard(context: Context, id: string): Promise<Board> {
  const open = gathering.get(context);
  if (open) {
    open.ids.add(id);
    return open.board;
  }
  const ids = new Set([id]);
  const board = new Promise((resolve) => setImmediate(resolve)).then(() => {
    gathering.delete(context);
    return read(context, [...ids]);
  });
  gathering.set(context, { ids, board });
  return board;
}
