import { asPlanConnection, listConnections } from "@/lib/db/connections";
import type { PlanConnection } from "@/lib/providers/plan";
import { getProvider } from "@/lib/providers/registry";

import type { RunExecution } from "./run-execution";

export type ResolvedConnection =
  | { readonly kind: "found"; readonly connection: PlanConnection }
  | { readonly kind: "missing"; readonly reason: string };

/** Finds the named connection, else the event's own when it is of this provider, else the provider's oldest. */
export async function resolveConnection(
  { services, run }: RunExecution,
  provider: string,
  wanted: string | null,
): Promise<ResolvedConnection> {
  const all = await services.db.withService((trx) => listConnections(trx, run.workspaceId));
  const usable = all
    .filter((row) => row.provider === provider && row.status !== "revoked")
    .toSorted((a, b) => a.connectedAt.getTime() - b.connectedAt.getTime());
  const name = getProvider(provider).manifest.name;
  const own = usable.find(({ id }) => id === run.trigger.connection);
  const found = wanted === null ? (own ?? usable[0]) : usable.find(({ id }) => id === wanted);
  if (found) return { kind: "found", connection: asPlanConnection(found) };
  return {
    kind: "missing",
    reason:
      wanted === null
        ? `${name} is not connected. Connect it in Connections.`
        : `The chosen ${name} connection is gone. Choose another.`,
  };
}
