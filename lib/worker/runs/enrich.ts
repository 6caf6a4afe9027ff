import { toJson } from "@/lib/core/storable";
import { asPlanConnection, listConnections } from "@/lib/db/connections";
import { ProviderError } from "@/lib/providers/errors";

import type { HeldRun, Hold, RunServices } from "./types";

/** Whether a definition speaks of something by its name, as in `{{customer.email}}` or `customer.email !== null`. */
const speaksOf = (definition: unknown, name: string) =>
  new RegExp(`(?<![\\w.])${name}\\.`).test(JSON.stringify(definition));

/** How long a run waits for a provider that does not answer, before it goes on without what was to be fetched. */
const PATIENCE_MS = 24 * 3_600_000;
const SHORTEST_WAIT_MS = 5000;
const LONGEST_WAIT_MS = 10 * 60_000;

/** When to ask a provider again that failed: later and later the longer the run has waited; `null`: no more. */
function askAgainAt({ run }: HeldRun, { retryAt }: ProviderError, now: Date): Date | null {
  const waitedMs = now.getTime() - (run.startedAt ?? now).getTime();
  if (waitedMs >= PATIENCE_MS) return null;
  const wait = Math.min(LONGEST_WAIT_MS, Math.max(SHORTEST_WAIT_MS, waitedMs / 2));
  return new Date(Math.max(now.getTime() + wait, retryAt?.getTime() ?? 0));
}

type Enriched =
  | { readonly context: Readonly<Record<string, unknown>> }
  /** The provider does not answer now. */
  | { readonly notBefore: Date };

/**
 * Fetches what the definition wants to know beside the event: once, when the run begins, and keeps it with the run. An
 * event names its object, and its other fields may be stale. What cannot be fetched is absent.
 */
export async function enrich(services: RunServices, held: HeldRun, hold: Hold): Promise<Enriched> {
  const { run, definition } = held;
  const wanted = [...services.catalogue.enrichments.values()].filter(
    ({ name }) => speaksOf(definition, name) && !(name in run.context),
  );
  if (wanted.length === 0 || held.steps.size > 0) return { context: run.context };
  const all = await services.db.withService((trx) => listConnections(trx, run.workspaceId));
  const fetched: Record<string, unknown> = { ...run.context };
  for (const enrichment of wanted) {
    const { name, provider, operation } = enrichment;
    const connection = all.find(({ id }) => id === run.trigger.connection);
    const asked = enrichment.input(run.trigger.data);
    if (!connection || connection.provider !== provider || asked === null) continue;
    try {
      const answer = await services.execute(asPlanConnection(connection), operation, asked, {
        mode: "apply",
        actor: { kind: "automation", id: run.automationId },
      });
      fetched[name] = enrichment.pick(answer.output);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      const notBefore = error.retryable ? askAgainAt(held, error, services.now()) : null;
      if (notBefore !== null) return { notBefore };
    }
  }
  await hold((trx) =>
    trx
      .updateTable("runs")
      .set({ context: toJson(fetched) })
      .where("id", "=", run.id)
      .execute(),
  );
  return { context: fetched };
}
