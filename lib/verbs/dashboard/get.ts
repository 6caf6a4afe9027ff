import { z } from "zod";

import { AppError } from "@/lib/core/errors";
import {
  createDashboard,
  findDashboard,
  installDefinition,
  listDefinitions,
  listWidgets,
  type PlacedWidget,
} from "@/lib/db/dashboards";
import type { Transaction } from "@/lib/db/database";
import { getProvider, isProviderId } from "@/lib/providers/registry";
import type { WidgetInstance } from "@/lib/widgets/data";
import { parseDefinition } from "@/lib/widgets/parse-definition";
import { getDefinitionSource, WIDGET_REGISTRY } from "@/lib/widgets/registry";
import type { WidgetDefinition } from "@/lib/widgets/schema";

import { defineVerb } from "../define";

/** Widgets of a new workspace. */
const FIRST_WIDGETS = ["stripe-payments", "stripe-payment-details", "stripe-balance", "event-feed"];

/** Returns the events after which a widget must refresh, and the delay until the provider shows the change. */
function changes({
  provider,
  dataSource,
}: WidgetDefinition): Pick<WidgetInstance, "refreshOn" | "settlesMs"> {
  if (dataSource.type === "events") return { refreshOn: [dataSource.pattern] };
  if (dataSource.type !== "api" || !isProviderId(provider)) return { refreshOn: [] };
  const adapter = getProvider(provider);
  const match = adapter.operationForEndpoint(dataSource.method, dataSource.endpoint);
  const { changedBy = [], settlesMs } = (match && adapter.operations[match.operation]) ?? {};
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

/** Installs shipped definitions that are missing or older. Definitions that people edited have a newer version and stay. */
async function installShipped(trx: Transaction, workspaceId: string): Promise<void> {
  const installed = new Map(
    (await listDefinitions(trx, workspaceId)).map(({ type, definition }) => [type, definition]),
  );
  for (const { type, version } of Object.values(WIDGET_REGISTRY)) {
    const stored = parseDefinition(installed.get(type));
    const isOlder = stored.ok && stored.definition.version < version;
    if (isOlder || !installed.has(type))
      await installDefinition(trx, workspaceId, type, getDefinitionSource(type));
  }
}

async function prepare(trx: Transaction, workspaceId: string, userId: string) {
  await createDashboard(trx, workspaceId, userId, FIRST_WIDGETS);
}

export const getDashboard = defineVerb({
  name: "dashboard.get",
  description:
    "Returns the workspace's dashboard with its widgets in the caller's order. Creates it on the first visit.",
  effect: "read",
  role: "viewer",
  input: z.object({}),
  async run({ services, user, workspaceId, role }) {
    return services.db.withUser(user, async (trx) => {
      let dashboard = await findDashboard(trx, workspaceId);
      if (role !== "viewer") await installShipped(trx, workspaceId);
      if (!dashboard && role !== "viewer") {
        await prepare(trx, workspaceId, user.sub);
        dashboard = await findDashboard(trx, workspaceId);
      }
      if (!dashboard)
        throw new AppError(
          "not_found",
          "This workspace has no dashboard yet. A member must open it once.",
        );
      const widgets = await listWidgets(trx, dashboard.id, user.sub);
      return { id: dashboard.id, name: dashboard.name, widgets: widgets.map(toInstance) };
    });
  },
});
