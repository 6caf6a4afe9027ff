import type { EnrichmentEntry } from "@/lib/automations/catalogue";
import { refersTo } from "@/lib/automations/enrichment";
import { toJson } from "@/lib/core/storable";
import { asPlanConnection, listConnections, type ConnectionRow } from "@/lib/db/connections";
import { ProviderError } from "@/lib/providers/errors";

import type { RunExecution } from "./run-execution";

type Fields = Readonly<Record<string, unknown>>;

interface Enriching {
  readonly execution: RunExecution;
  readonly connection: ConnectionRow;
}

/** Asks the provider; returns `undefined` when it has no such object or refuses for good. Throws ProviderError when it may answer later. */
async function ask(
  { execution: { services, run }, connection }: Enriching,
  enrichment: EnrichmentEntry,
  input: unknown,
): Promise<Fields | undefined> {
  const { operation } = enrichment;
  try {
    const answer = await services.execute(asPlanConnection(connection), operation, input, {
      mode: "apply",
      actor: { kind: "automation", id: run.automationId },
    });
    return enrichment.pick(answer.output);
  } catch (error) {
    if (!(error instanceof ProviderError) || error.retryable) throw error;
    return undefined;
  }
}

/** Adds what the enrichment gives to `fetched`, after the one that names it where the event does not. */
async function add(
  enriching: Enriching,
  enrichment: EnrichmentEntry,
  fetched: Record<string, unknown>,
): Promise<void> {
  const { name, via } = enrichment;
  if (name in fetched || enriching.connection.provider !== enrichment.provider) return;
  const { services, run } = enriching.execution;
  const { data } = run.trigger;
  const naming = via === undefined ? undefined : services.catalogue.enrichments.get(via);
  if (naming && enrichment.input(data, fetched) === null) await add(enriching, naming, fetched);
  const input = enrichment.input(data, fetched);
  const found = input === null ? undefined : await ask(enriching, enrichment, input);
  if (found !== undefined) fetched[name] = found;
}

/** How long a run waits for a provider that does not answer, before it goes on without what was to be fetched. */
const PATIENCE_MS = 24 * 3_600_000;
const MIN_WAIT_MS = 5000;
const MAX_WAIT_MS = 10 * 60_000;

/** When to ask a provider again that failed: later and later the longer the run has waited; `null`: no more. */
function askAgainAt({ run, services }: RunExecution, { retryAt }: ProviderError): Date | null {
  const now = services.now();
  const waitedMs = now.getTime() - (run.startedAt ?? now).getTime();
  if (waitedMs >= PATIENCE_MS) return null;
  const wait = Math.min(MAX_WAIT_MS, Math.max(MIN_WAIT_MS, waitedMs / 2));
  return new Date(Math.max(now.getTime() + wait, retryAt?.getTime() ?? 0));
}

type Enriched =
  | { readonly kind: "enriched"; readonly context: Fields }
  /** The provider does not answer now. */
  | { readonly kind: "later"; readonly notBefore: Date };

/**
 * Fetches what the definition wants to know beside the event: once, when the run begins, and keeps it with the run. An
 * event names its object, and its other fields may be stale. What cannot be fetched is absent.
 */
export async function enrich(execution: RunExecution): Promise<Enriched> {
  const { services, run, definition } = execution;
  const wanted = [...services.catalogue.enrichments.values()].filter(
    ({ name }) => refersTo(definition, name) && !(name in run.context),
  );
  if (wanted.length === 0 || execution.steps.size > 0)
    return { kind: "enriched", context: run.context };
  const all = await services.db.withService((trx) => listConnections(trx, run.workspaceId));
  const connection = all.find(({ id }) => id === run.trigger.connection);
  const fetched: Record<string, unknown> = { ...run.context };
  for (const enrichment of wanted) {
    if (!connection) break;
    try {
      await add({ execution, connection }, enrichment, fetched);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      const notBefore = askAgainAt(execution, error);
      if (notBefore !== null) return { kind: "later", notBefore };
    }
  }
  await execution.withLease((trx) =>
    trx
      .updateTable("runs")
      .set({ context: toJson(fetched) })
      .where("id", "=", run.id)
      .execute(),
  );
  return { kind: "enriched", context: fetched };
}
