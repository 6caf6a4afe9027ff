import { z } from "zod";

import { AppError } from "@/lib/core/errors";
import { findDashboard, listWidgets, type PlacedWidget } from "@/lib/db/dashboards";
import { operationOf } from "@/lib/providers/catalogue";
import { getProvider, isProviderId } from "@/lib/providers/registry";
import type { WidgetInstance } from "@/lib/widgets/data";
import { parseDefinition } from "@/lib/widgets/parse-definition";
import type { WidgetDefinition } from "@/lib/widgets/schema";

import { defineVerb } from "../define";

/** Figures follow their events a little later: the copy is written first, then recurring revenue is computed. */
const FIGURES_SETTLE_MS = 3000;

/** Returns the events after which objects of the copy may differ: those of the lists of the type and of its parts, else all. */
function objectChanges(provider: string, type: string): readonly string[] {
  const { operations, objects } = getProvider(provider);
  const types = [type, ...(objects?.derived[type]?.from ?? [])];
  const patterns = Object.values(operations).flatMap(({ copy, changedBy = [] }) =>
    copy && types.includes(copy.type) ? changedBy : [],
  );
  return patterns.length > 0 ? [...new Set(patterns)] : [`${provider}.**`];
}

/** Returns the events after which a widget must refresh, and the delay until the change is seen everywhere. */
function changes({
  provider,
  dataSource,
}: WidgetDefinition): Pick<WidgetInstance, "refreshOn" | "settlesMs"> {
  if (dataSource.type === "events") return { refreshOn: [dataSource.pattern] };
  if (dataSource.type === "static" || !isProviderId(provider)) return { refreshOn: [] };
  if (dataSource.type === "objects")
    return { refreshOn: objectChanges(provider, dataSource.object) };
  if (dataSource.type === "metric")
    return { refreshOn: [`${provider}.**`], settlesMs: FIGURES_SETTLE_MS };
  const adapter = getProvider(provider);
  const match = adapter.operationForEndpoint(dataSource.method, dataSource.endpoint);
  const { changedBy = [], settlesMs } = (match && operationOf(adapter, match.operation)) ?? {};
  return { refreshOn: changedBy, ...(settlesMs === undefined ? {} : { settlesMs }) };
}

/** Converts a stored widget for the browser. An invalid definition is included, because its card shows the problem. */
export function toInstance(widget: PlacedWidget): WidgetInstance {
  const parsed = parseDefinition(widget.definition);
  return {
    id: widget.id,
    type: widget.type,
    parsed,
    provider: parsed.ok ? parsed.definition.provider : "",
    connectionId: widget.connectionId,
    ...(parsed.ok ? changes(parsed.definition) : { refreshOn: [] }),
  };
}

export const getDashboard = defineVerb({
  name: "dashboard.get",
  description: "Returns the workspace's dashboard with its widgets in the caller's order.",
  effect: "read",
  role: "viewer",
  input: z.object({}),
  async run({ services, user, workspaceId }) {
    return services.db.withUser(user, async (trx) => {
      const dashboard = await findDashboard(trx, workspaceId);
      // The server creates it when it starts, or in the transaction that creates the workspace.
      if (!dashboard)
        throw new AppError(
          "unavailable",
          "The dashboard is not ready yet. Reload the page in a moment.",
        );
      const widgets = await listWidgets(trx, dashboard.id, user.sub);
      return { id: dashboard.id, name: dashboard.name, widgets: widgets.map(toInstance) };
    });
  },
});
