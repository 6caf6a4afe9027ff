import type { Coverage } from "@/lib/contracts/metrics";
import type { ConnectionRow } from "@/lib/db/connections";
import { asService, type Transaction } from "@/lib/db/database";
import { countSubscriptions, oldestWaitingChange } from "@/lib/db/mrr-reads";
import { importsOf, type TypeImport } from "@/lib/db/object-imports";
import { REVENUE_SOURCES, SOURCES } from "@/lib/metrics/definitions";
import { getProvider } from "@/lib/providers/registry";

/**
 * Until when the copy is known to be complete: the last event, look for missed events or page of the import, but not later
 * than a change that waits to be applied.
 */
function copiedAt(
  { lastWebhookAt, lastSweepAt }: ConnectionRow,
  imports: readonly TypeImport[],
  waiting: Date | null,
): Date | null {
  const proofs = [lastWebhookAt, lastSweepAt, ...imports.map(({ updatedAt }) => updatedAt)];
  const newest = Math.max(...proofs.flatMap((proof) => proof?.getTime() ?? []));
  if (!Number.isFinite(newest)) return null;
  return new Date(Math.min(newest, waiting?.getTime() ?? newest));
}

/** Reads how much of the business the figures in a currency are of. */
export async function readCoverage(
  trx: Transaction,
  connection: ConnectionRow,
  currency: string,
): Promise<Coverage> {
  const all = (await importsOf(trx, connection.id)).filter(({ type }) => SOURCES.includes(type));
  const known = getProvider(connection.provider).objects?.types ?? {};
  const states = new Map(all.map(({ type, state }) => [type, state]));
  const types = SOURCES.filter((type) => type in known).map((type) => ({
    type,
    label: known[type]?.label ?? type,
    state: states.get(type) ?? ("waiting" as const),
  }));
  const place = { connectionId: connection.id, currency };
  const { counts, waiting } = await asService(trx, async (service) => ({
    counts: await countSubscriptions(service, place),
    waiting: await oldestWaitingChange(service, connection.id),
  }));
  const isOpen = ({ state }: { state: string }) => state === "waiting" || state === "running";
  return {
    subscriptions: counts.reduce((sum, { count }) => sum + count, 0),
    counted: counts.find(({ reason }) => reason === null)?.count ?? 0,
    excluded: counts.flatMap(({ reason, count }) => (reason === null ? [] : [{ reason, count }])),
    imported: !types.some(
      (one) => REVENUE_SOURCES.some((source) => source === one.type) && isOpen(one),
    ),
    types,
    copiedAt: copiedAt(connection, all, waiting),
  };
}
