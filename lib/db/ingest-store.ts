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

/** Stores a delivery without a connection, or one that cannot be stored as an event, for seven days. Service role. */
export async function quarantineDelivery(
  trx: Transaction,
  delivery: {
    provider: string;
    reason: string;
    account: string | null;
    eventId: string;
    body: Uint8Array;
  },
): Promise<void> {
  await trx
    .insertInto("private.quarantine")
    .values({
      provider: delivery.provider,
      reason: delivery.reason,
      account: delivery.account?.slice(0, 200) ?? null,
      event_id: delivery.eventId.slice(0, 300),
      body: Buffer.from(delivery.body),
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
