import { isBeforeSecond } from "@/lib/core/time";
import type { ConnectionRow } from "@/lib/db/connections";
import { asPlanConnection } from "@/lib/db/connections";
import { quarantineDelivery } from "@/lib/db/ingest-store";
import { markStale } from "@/lib/db/mrr";
import { checkpointImport, renewImport, type ImportHolder } from "@/lib/db/object-imports";
import { lockCopy } from "@/lib/db/objects";
import { keepSubscriptionStates } from "@/lib/db/subscription-states";
import { providerSource } from "@/lib/mesh/event";
import { afterRaces, isUnstorable, storableEvent, type NewEvent } from "@/lib/mesh/log";
import { paidForIn } from "@/lib/metrics/stored";
import { getProvider } from "@/lib/providers/registry";
import type { ProviderEvent } from "@/lib/providers/types";

import type { Budget } from "./budget";
import type { SyncServices } from "./services";

/** Name of the events among the types of an import. */
export const HISTORY = "event";
/** Stripe lists 30 days of events; whoever keeps fewer answers with fewer. */
export const HISTORY_SECONDS = 30 * 86_400;
const DAY = 86_400;

/** An event of the time before the connection. Automations leave it alone, because it is older than the connection. */
const pastEvent = (connection: ConnectionRow, event: ProviderEvent): NewEvent => ({
  id: event.id,
  type: event.type,
  source: providerSource(connection.provider, connection.livemode, connection.accountId),
  ...(event.subject ? { subject: event.subject } : {}),
  time: event.time,
  data: event.data,
  origin: "provider",
  livemode: connection.livemode,
  hops: 0,
  actor: { kind: "import", id: connection.provider },
  workspace: connection.workspaceId,
  connection: connection.id,
});

/** As many as the log takes well in one statement. */
const AT_ONCE = 64;

/** Stores events in their order; one that can never be stored is kept aside, where data health shows it. */
async function publishPast(
  { log, db }: SyncServices,
  connection: ConnectionRow,
  events: readonly ProviderEvent[],
): Promise<void> {
  const past = events.map((event) => storableEvent(pastEvent(connection, event)));
  try {
    await afterRaces(() => log.publish(past));
  } catch (error) {
    if (!isUnstorable(error)) throw error;
    for (const [at, event] of past.entries())
      await afterRaces(() => log.publish([event])).catch(async (err: unknown) => {
        const whole = events[at];
        if (!isUnstorable(err) || !whole) throw err;
        await db.withService((trx) =>
          quarantineDelivery(trx, {
            provider: connection.provider,
            reason: "not_storable",
            account: connection.accountId,
            event: whole,
          }),
        );
      });
  }
}

interface HistoryWork {
  readonly holder: ImportHolder;
  readonly budget: Budget;
  readonly signal: AbortSignal;
  readonly leaseMs: number;
}

/** Events of one day, oldest first. */
async function eventsOfDay(
  services: SyncServices,
  connection: ConnectionRow,
  { from, to }: { from: number; to: number },
  { budget, signal }: HistoryWork,
): Promise<ProviderEvent[]> {
  const { catchUp } = getProvider(connection.provider);
  if (!catchUp) return [];
  const found: ProviderEvent[] = [];
  let cursor: string | null = null;
  do {
    await budget.take(signal);
    const input = catchUp.input(new Date(from * 1000), cursor, new Date(to * 1000));
    const page = await services.execute(asPlanConnection(connection), catchUp.operation, input, {
      mode: "apply",
      signal,
    });
    budget.answered();
    found.push(...catchUp.events(page.output));
    cursor = page.nextCursor;
  } while (cursor !== null);
  // Events that were made later about an earlier moment are listed later.
  return found.toReversed().toSorted((a, b) => Date.parse(a.time) - Date.parse(b.time));
}

/** Keeps since when subscriptions were paid for or not: the copy has their present states alone. */
async function keepPastStates(
  { db }: SyncServices,
  { id }: ConnectionRow,
  events: readonly ProviderEvent[],
): Promise<void> {
  const seen = events.flatMap(({ state, time }) => {
    if (state?.type !== "subscription" || state.object === null) return [];
    const isCounted = paidForIn(state.object);
    return isCounted === null ? [] : [{ subscription: state.id, at: new Date(time), isCounted }];
  });
  if (seen.length === 0) return;
  await db.withService(async (trx) => {
    await lockCopy(trx, id);
    const changed = await keepSubscriptionStates(trx, id, seen);
    await markStale(
      trx,
      id,
      changed.map((subscription) => ({ type: "subscription", id: subscription })),
    );
  });
}

/**
 * Puts the provider's events from before the connection into the log, oldest first, so that back-tests have something to
 * look at on the first day. Events since the connection are left to webhooks and sweeps, which start automations.
 */
export async function importHistory(
  services: SyncServices,
  connection: ConnectionRow,
  range: { from: number; to: number },
  work: HistoryWork,
): Promise<void> {
  for (let from = range.from; from < range.to; from += DAY) {
    const to = Math.min(from + DAY, range.to);
    const events = await eventsOfDay(services, connection, { from, to }, work);
    const past = events.filter(
      ({ livemode, time }) =>
        livemode === connection.livemode && isBeforeSecond(time, connection.eventsSince),
    );
    for (let at = 0; at < past.length; at += AT_ONCE)
      await publishPast(services, connection, past.slice(at, at + AT_ONCE));
    await keepPastStates(services, connection, past);
    await services.db.withService(async (trx) => {
      if (!(await renewImport(trx, work.holder, work.leaseMs))) work.signal.throwIfAborted();
      await checkpointImport(trx, connection.id, {
        type: HISTORY,
        ranges: to < range.to ? [{ from: to, to: range.to }] : [],
        rows: past.length,
        oldest: past[0] ? new Date(past[0].time) : null,
      });
    });
  }
}
