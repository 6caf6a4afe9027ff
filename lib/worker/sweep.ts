import { logger } from "@/lib/core/server/logger";
import { isBeforeSecond } from "@/lib/core/time";
import {
  asPlanConnection,
  liveConnections,
  noteSweep,
  noteSweepError,
  type ConnectionRow,
} from "@/lib/db/connections";
import { quarantineDelivery } from "@/lib/db/ingest-store";
import { toMeshEvent } from "@/lib/ingest/receive";
import type { Route } from "@/lib/ingest/signing-secrets";
import { providerSource } from "@/lib/mesh/event";
import { isUnstorable, storableEvent, type EventLog } from "@/lib/mesh/log";
import type { Publisher } from "@/lib/mesh/publisher";
import { ProviderError } from "@/lib/providers/errors";
import type { Applied } from "@/lib/providers/execute";
import { getProvider } from "@/lib/providers/registry";
import type { ProviderEvent } from "@/lib/providers/types";
import type { RunServices } from "@/lib/runs/services";

/** Services of the worker: those of runs, and the log. */
export interface WorkerServices extends RunServices {
  readonly log: EventLog;
  readonly publisher: Publisher;
}

/** Events may be created before, and listed after, one that is stored already. */
const OVERLAP_MS = 60 * 60_000;
/** Stripe lists 30 days; whoever keeps fewer simply answers with fewer. */
const MAX_LOOKBACK_MS = 30 * 24 * 60 * 60_000;
const MAX_PAGES = 300;
const AT_ONCE = 100;
const TOO_MANY = `More than ${MAX_PAGES} pages of events were missed. The oldest of them were not fetched.`;

/** Stores an event that a sweep found. Returns whether it was new; one that can never be stored is kept aside. */
async function storeOne(
  services: WorkerServices,
  event: ProviderEvent,
  route: Route & { readonly provider: string },
): Promise<boolean> {
  try {
    return (await services.publisher.publish(toMeshEvent(route.provider, event, route))) !== null;
  } catch (error) {
    if (!isUnstorable(error)) throw error;
    await services.db.withService((trx) =>
      quarantineDelivery(trx, {
        provider: route.provider,
        reason: "not_storable",
        account: route.account,
        event,
      }),
    );
    return false;
  }
}

/** Stores events in this order. Past the publisher, whose lanes overtake each other. Returns how many were new. */
async function storeInOrder(
  services: WorkerServices,
  events: readonly ProviderEvent[],
  route: Route & { readonly provider: string },
): Promise<number> {
  try {
    const all = events.map((event) => storableEvent(toMeshEvent(route.provider, event, route)));
    return (await services.log.publish(all)).length;
  } catch {
    // A webhook raced with it, or one cannot be stored: one by one tells which, or fails for good.
    let stored = 0;
    for (const event of events) if (await storeOne(services, event, route)) stored++;
    return stored;
  }
}

/** Where a sweep begins: an hour before the last one, earlier if events since then were stored without their data. */
async function sweepsFrom(services: WorkerServices, connection: ConnectionRow): Promise<Date> {
  const { workspaceId, provider, livemode, accountId } = connection;
  const source = providerSource(provider, livemode, accountId);
  const short = await services.log.shortSince(workspaceId, source);
  // Not the newest event that came by webhook: those before it may be the ones that never came.
  const mark = connection.lastSweepAt ?? connection.eventsSince;
  const from = Math.min(mark.getTime() - OVERLAP_MS, short?.getTime() ?? Infinity);
  return new Date(Math.max(from, services.now().getTime() - MAX_LOOKBACK_MS));
}

/** Fetches a connection's events since its last sweep, none from before it was made, and puts them through the same deduplication as webhooks. */
async function sweepConnection(
  services: WorkerServices,
  connection: ConnectionRow,
): Promise<number> {
  const adapter = getProvider(connection.provider);
  const { catchUp } = adapter;
  if (!catchUp) return 0;
  const started = services.now();
  const route = {
    provider: connection.provider,
    connection: connection.id,
    workspace: connection.workspaceId,
    account: connection.accountId,
    livemode: connection.livemode,
  };
  const since = await sweepsFrom(services, connection);
  const found: ProviderEvent[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MAX_PAGES; page++) {
    const result: Applied = await services.execute(
      asPlanConnection(connection),
      catchUp.operation,
      catchUp.input(since, cursor),
      { mode: "apply" },
    );
    found.push(
      ...catchUp
        .events(result.output)
        .filter(
          ({ livemode, time }) =>
            livemode === route.livemode && !isBeforeSecond(time, connection.eventsSince),
        ),
    );
    cursor = result.nextCursor;
    if (cursor === null) break;
  }
  // Listed newest first; the log reads oldest first.
  const oldestFirst = found.toReversed();
  let missed = 0;
  for (let at = 0; at < oldestFirst.length; at += AT_ONCE)
    missed += await storeInOrder(services, oldestFirst.slice(at, at + AT_ONCE), route);
  await services.db.withService(async (trx) => {
    await noteSweep(trx, connection.id, started, missed);
    if (cursor !== null) await noteSweepError(trx, connection.id, TOO_MANY);
  });
  return missed;
}

/**
 * Looks for events whose webhook never came, for every live connection that was not looked at for so long. One that fails
 * does not stop the others.
 */
export async function sweepAll(services: WorkerServices, idleMs = 0): Promise<void> {
  const all = await services.db.withService((trx) => liveConnections(trx));
  const before = services.now().getTime() - idleMs;
  const connections = all.filter(({ lastSweepAt }) => (lastSweepAt?.getTime() ?? 0) <= before);
  for (const connection of connections) {
    try {
      const missed = await sweepConnection(services, connection);
      if (missed > 0) logger.info({ connection: connection.id, missed }, "missed events recovered");
    } catch (err) {
      logger.warn({ err, connection: connection.id }, "sweep failed");
      if (err instanceof ProviderError)
        await services.db.withService((trx) => noteSweepError(trx, connection.id, err.message));
    }
  }
}
