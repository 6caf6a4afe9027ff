import { setTimeout } from "node:timers/promises";

import { AppError } from "@/lib/core/errors";
import { listConnections, type ConnectionRow } from "@/lib/db/connections";
import { findWidgets, type PlacedWidget } from "@/lib/db/dashboards";
import { readLogChanges, type LogChanges } from "@/lib/db/log-changes";
import { lagsBehind } from "@/lib/db/object-changes";
import { copiedTypes } from "@/lib/db/object-imports";
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
  /** True if the synced copy of a connection has all objects of a type. */
  isCopied(connectionId: string, type: string): boolean;
  /** Waits a moment until a connection's copy has what the log told of these types before this load. Returns false if it has not. */
  isCurrent(connectionId: string, types: readonly string[]): Promise<boolean>;
  /** The newest events of the workspace, read when first asked for. */
  recentEvents(): Promise<readonly MeshEvent[]>;
}

/** How long a load waits for the copy. A state that an event brings is usually applied within a fifth of that. */
const PATIENCE_MS = 1000;
const LOOK_MS = 50;

async function waitForCopy(
  db: Context["services"]["db"],
  connectionId: string,
  wanted: { readonly seq: number; readonly types: readonly string[] },
): Promise<boolean> {
  const until = performance.now() + PATIENCE_MS;
  while (await lagsBehind(db, connectionId, wanted)) {
    if (performance.now() > until) return false;
    await setTimeout(LOOK_MS);
  }
  return true;
}

async function read(context: Context, ids: readonly string[]): Promise<Board> {
  const { services, user, workspaceId } = context;
  const [changes, { widgets, connections, copies }] = await Promise.all([
    readLogChanges(services.db, workspaceId),
    services.db.withUser(user, async (trx) => ({
      widgets: await findWidgets(trx, workspaceId, ids),
      connections: await listConnections(trx, workspaceId),
      copies: await copiedTypes(trx, workspaceId),
    })),
  ]);
  const byId = new Map(widgets.map((widget) => [widget.id, widget]));
  const current = new Map<string, Promise<boolean>>();
  let recent: Promise<readonly MeshEvent[]> | undefined;
  return {
    widget(id) {
      const widget = byId.get(id);
      if (!widget) throw new AppError("not_found", "There is no such widget on this dashboard.");
      return widget;
    },
    connections,
    changes,
    isCopied: (connectionId, type) => copies.get(connectionId)?.has(type) ?? false,
    isCurrent(connectionId, types) {
      const key = `${connectionId} ${types.join(" ")}`;
      const wanted = { seq: changes.head, types };
      const known = current.get(key) ?? waitForCopy(services.db, connectionId, wanted);
      current.set(key, known);
      return known;
    },
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
