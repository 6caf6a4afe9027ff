import { listConnections } from "@/lib/db/connections";
import { ProviderError } from "@/lib/providers/errors";

import type { HeldRun, Hold, RunServices } from "./types";

/** Whether a definition speaks of something by its name, as in `{{customer.email}}` or `customer.email !== null`. */
const speaksOf = (definition: unknown, name: string) =>
  new RegExp(`(?<![\\w.])${name}\\.`).test(JSON.stringify(definition));

/**
 * Fetches what the definition wants to know beside the event: once, when the run begins, and keeps it with the run. An
 * event names its object, and its other fields may be stale. What cannot be fetched is absent.
 */
export async function enrich(
  services: RunServices,
  held: HeldRun,
  hold: Hold,
): Promise<Readonly<Record<string, unknown>>> {
  const { run, definition } = held;
  const wanted = [...services.catalogue.enrichments.values()].filter(
    ({ name }) => speaksOf(definition, name) && !(name in run.context),
  );
  if (wanted.length === 0 || held.steps.size > 0) return run.context;
  const all = await services.db.withService((trx) => listConnections(trx, run.workspaceId));
  const fetched: Record<string, unknown> = { ...run.context };
  for (const enrichment of wanted) {
    const { name, provider, operation } = enrichment;
    const connection = all.find(({ id }) => id === run.trigger.connection);
    const asked = enrichment.input(run.trigger.data);
    if (!connection || connection.provider !== provider || asked === null) continue;
    try {
      const answer = await services.execute(
        {
          id: connection.id,
          provider,
          workspace: run.workspaceId,
          account: connection.accountId,
          livemode: connection.livemode,
        },
        operation,
        asked,
        { mode: "apply", actor: { kind: "automation", id: run.automationId } },
      );
      fetched[name] = enrichment.pick(answer.output);
    } catch (error) {
      if (!(error instanceof ProviderError) || error.retryable) throw error;
    }
  }
  await hold((trx) =>
    trx
      .updateTable("runs")
      .set({ context: JSON.stringify(fetched) })
      .where("id", "=", run.id)
      .execute(),
  );
  return fetched;
}
