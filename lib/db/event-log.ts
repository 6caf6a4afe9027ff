import { sql } from "kysely";

import type { MeshEvent } from "@/lib/mesh/event";
import {
  storableEvent,
  type EventLog,
  type NewEvent,
  type Recipient,
  type StorableDelivery,
  type StorableEvent,
  type StoredPlace,
} from "@/lib/mesh/log";

import type { Database, Transaction } from "./database";

interface EventRow {
  workspace_id: string;
  seq: number;
  id: string;
  type: string;
  source: string;
  subject: string | null;
  time: Date;
  origin: MeshEvent["origin"];
  connection_id: string | null;
  livemode: boolean | null;
  correlation_id: string | null;
  causation_id: string | null;
  hops: number;
  actor_kind: MeshEvent["actor"]["kind"];
  actor_id: string;
  data: Record<string, unknown>;
}

const toEvent = (row: EventRow): MeshEvent => ({
  id: row.id,
  type: row.type,
  source: row.source,
  time: row.time.toISOString(),
  data: row.data,
  workspace: row.workspace_id,
  seq: row.seq,
  origin: row.origin,
  hops: row.hops,
  actor: { kind: row.actor_kind, id: row.actor_id },
  ...(row.subject === null ? {} : { subject: row.subject }),
  ...(row.connection_id === null ? {} : { connection: row.connection_id }),
  ...(row.livemode === null ? {} : { livemode: row.livemode }),
  ...(row.correlation_id === null ? {} : { correlationId: row.correlation_id }),
  ...(row.causation_id === null ? {} : { causationId: row.causation_id }),
});

/** An event as `mesh.publish` takes it. */
export const eventRow = ({ actor, ...event }: StorableEvent | StorableDelivery) => ({
  ...event,
  actorKind: actor.kind,
  actorId: actor.id,
});

const asRows = (events: readonly (StorableEvent | StorableDelivery)[]) =>
  JSON.stringify(events.map(eventRow));

/**
 * Appends events within a transaction. The workspaces' logs stay locked until its end, so publish last. Fails with SQLSTATE
 * 40001 after a race with another writer; the transaction must then be repeated. Service role.
 */
export async function publishInside(trx: Transaction, events: readonly NewEvent[]): Promise<void> {
  await sql`select from mesh.publish(${asRows(events.map(storableEvent))}::jsonb)`.execute(trx);
}

/** Reads a page of events after `after` in order, within a transaction. Service role. */
export async function readInside(
  trx: Transaction,
  workspace: string,
  after: number,
  limit: number,
): Promise<MeshEvent[]> {
  const { rows } =
    await sql<EventRow>`select * from mesh.read(${workspace}, ${after}, ${limit})`.execute(trx);
  return rows.map(toEvent);
}

/** As in `mesh.read`. */
const PAGE_BYTES = 8 * 1024 * 1024;

/**
 * Reads a page of events after `after` that were stored at `since` or later and whose type starts with `prefix`, in order.
 * Service role.
 */
export async function readSince(
  trx: Transaction,
  workspace: string,
  bounds: { after: number; since: Date | null; prefix: string; limit: number },
): Promise<MeshEvent[]> {
  const { after, since, prefix, limit } = bounds;
  // The newest older event limits the scan, because it is found from the end of the log.
  const { rows } = await sql<EventRow>`
    select (page.event).* from (
      select e as event, e.bytes, sum(e.bytes) over (order by e.seq) as total from mesh.event e
      where e.workspace_id = ${workspace} and starts_with(e.type, ${prefix})
        and e.seq > greatest(${after}::int8, (
          select max(o.seq) from mesh.event o where o.workspace_id = ${workspace} and o.recorded_at < ${since}::timestamptz))
      order by e.seq limit ${limit}) page
    where page.total - page.bytes < ${PAGE_BYTES} order by (page.event).seq`.execute(trx);
  return rows.map(toEvent);
}

async function publish(
  database: Database,
  events: readonly StorableEvent[],
): Promise<StoredPlace[]> {
  const stored = await database.serviceQuery<{
    workspace_id: string;
    seq: number;
    id: string;
    source: string;
  }>("select workspace_id, seq, id, source from mesh.publish($1::jsonb)", [asRows(events)]);
  return stored.map(({ workspace_id, ...place }) => ({ workspace: workspace_id, ...place }));
}

async function deliver(
  database: Database,
  deliveries: readonly StorableDelivery[],
): Promise<Recipient[][]> {
  const rows = await database.serviceQuery<{
    delivery: number;
    connection_id: string;
    workspace_id: string;
    seq: number | null;
  }>("select delivery, connection_id, workspace_id, seq from mesh.deliver($1::jsonb)", [
    asRows(deliveries),
  ]);
  const recipients = deliveries.map((): Recipient[] => []);
  for (const { delivery, connection_id, workspace_id, seq } of rows)
    recipients[delivery - 1]?.push({ connection: connection_id, workspace: workspace_id, seq });
  return recipients;
}

/** The event log in Postgres, based on the functions of the `mesh` schema. */
export function createEventLog(database: Database): EventLog {
  return {
    publish: (events) => publish(database, events),
    deliver: (deliveries) => deliver(database, deliveries),
    async read(workspace, after, limit = 500) {
      const rows = await database.serviceQuery<EventRow>("select * from mesh.read($1, $2, $3)", [
        workspace,
        after,
        limit,
      ]);
      return rows.map(toEvent);
    },
    async recent(workspace, limit, before) {
      // Uses the order of the index event_happened. The row comparison prevents pages from overlapping.
      const rows = await database.serviceQuery<EventRow>(
        `select (page.event).* from (
           select e as event, e.bytes, sum(e.bytes) over (order by least(e.time, e.recorded_at) desc, e.seq desc) as total
           from mesh.event e where e.workspace_id = $1 and ($3::int8 is null
             or (least(e.time, e.recorded_at), e.seq) < (select least(b.time, b.recorded_at), b.seq from mesh.event b
                                                          where b.workspace_id = $1 and b.seq = $3))
           order by least(e.time, e.recorded_at) desc, e.seq desc limit $2) page
         where page.total - page.bytes < $4
         order by least((page.event).time, (page.event).recorded_at) desc, (page.event).seq desc`,
        [workspace, Math.min(limit, 500), before ?? null, PAGE_BYTES],
      );
      return rows.map(toEvent);
    },
    async heads(workspaces) {
      const rows = await database.serviceQuery<{
        workspace_id: string;
        last_seq: number;
        floor_seq: number;
      }>("select * from mesh.heads($1)", [[...workspaces]]);
      return new Map(
        rows.map((row) => [row.workspace_id, { last: row.last_seq, floor: row.floor_seq }]),
      );
    },
    async bytesToday(workspace) {
      const [row] = await database.serviceQuery<{ bytes: number }>(
        "select mesh.bytes_today($1) as bytes",
        [workspace],
      );
      return row?.bytes ?? 0;
    },
    async shortSince(workspace, source) {
      const [row] = await database.serviceQuery<{ since: Date | null }>(
        "select mesh.short_since($1, $2) as since",
        [workspace, source],
      );
      return row?.since ?? null;
    },
    async prune() {
      const [row] = await database.serviceQuery<{ prune: number }>(
        "select mesh.prune() as prune",
        [],
      );
      return row?.prune ?? 0;
    },
  };
}
