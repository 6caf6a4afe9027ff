import { sql } from "kysely";

import { toJson } from "@/lib/core/storable";
import type { ProviderEvent } from "@/lib/providers/types";

import type { Transaction } from "./database";

/** Reads the encrypted signing secret of a connection's endpoint. Service role. */
export async function findWebhookEndpoint(trx: Transaction, id: string) {
  return trx
    .selectFrom("private.webhook_endpoints as e")
    .innerJoin("connections as c", "c.id", "e.connection_id")
    .where("e.id", "=", id)
    .where("c.status", "<>", "revoked")
    .select([
      "e.sealed",
      "c.id as connection",
      "c.workspace_id as workspace",
      "c.account_id as account",
      "c.livemode",
    ])
    .executeTakeFirst();
}

const NOT_STORABLE = "not_storable";

/**
 * Keeps an event without a connection, or one that cannot be stored, for seven days: its declared fields only, because a raw
 * body may hold client secrets and bank numbers. Service role.
 */
export async function quarantineDelivery(
  trx: Transaction,
  delivery: {
    provider: string;
    reason: "unknown_account" | "wrong_mode" | typeof NOT_STORABLE;
    account: string | null;
    event: ProviderEvent;
  },
): Promise<void> {
  const { state: _whole, ...event } = delivery.event;
  await trx
    .insertInto("private.quarantine")
    .values({
      provider: delivery.provider,
      reason: delivery.reason,
      account: delivery.account?.slice(0, 200) ?? null,
      event_id: event.id.slice(0, 300),
      body: Buffer.from(toJson(event)),
    })
    .execute();
}

/** Stores the encrypted secret of a connection's endpoint. Returns the id of the endpoint, which never changes. Service role. */
export async function saveWebhookEndpoint(
  trx: Transaction,
  connectionId: string,
  sealed: string,
): Promise<string> {
  const { id } = await trx
    .insertInto("private.webhook_endpoints")
    .values({ connection_id: connectionId, sealed })
    .onConflict((conflict) => conflict.column("connection_id").doUpdateSet({ sealed }))
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

/** Returns the endpoint of a connection. Creates it with this encrypted secret if necessary. Service role. */
export async function reserveWebhookEndpoint(
  trx: Transaction,
  connectionId: string,
  sealed: string,
): Promise<string> {
  await trx
    .insertInto("private.webhook_endpoints")
    .values({ connection_id: connectionId, sealed })
    .onConflict((conflict) => conflict.column("connection_id").doNothing())
    .execute();
  const { id } = await trx
    .selectFrom("private.webhook_endpoints")
    .select("id")
    .where("connection_id", "=", connectionId)
    .executeTakeFirstOrThrow();
  return id;
}

/** An event of an account that could not be stored. */
export interface QuarantinedEvent {
  readonly id: string;
  readonly seenAt: Date;
}

/** Lists the newest events of an account that could not be stored within seven days, and how many there are. Service role. */
export async function listQuarantined(
  trx: Transaction,
  { provider, accountId }: { readonly provider: string; readonly accountId: string | null },
  limit: number,
): Promise<{ count: number; events: QuarantinedEvent[] }> {
  const { rows } = await sql<QuarantinedEvent & { count: number }>`
    select q.event_id as id, max(q.received_at) as "seenAt", count(*) over ()::int as count
    from private.quarantine q
    where q.provider = ${provider} and q.account = ${accountId} and q.reason = ${NOT_STORABLE} and q.event_id is not null
    group by 1 order by 2 desc, 1 limit ${limit}`.execute(trx);
  return { count: rows[0]?.count ?? 0, events: rows.map(({ id, seenAt }) => ({ id, seenAt })) };
}
