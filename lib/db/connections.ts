import { sql } from "kysely";

import type { ConnectionStatus } from "@/lib/contracts/connection";
import { cutText } from "@/lib/core/storable";
import type { PlanConnection } from "@/lib/providers/plan";

import type { Transaction } from "./database";

/** A connection without secrets, visible to members. */
export interface ConnectionRow {
  readonly id: string;
  readonly workspaceId: string;
  readonly provider: string;
  /** The account at the provider, e.g. `acct_…`. */
  readonly accountId: string;
  readonly livemode: boolean;
  readonly authKind: "oauth" | "key";
  readonly label: string;
  readonly scope: string;
  readonly country: string | null;
  readonly currency: string | null;
  readonly timeZone: string | null;
  /** Last characters of a pasted key. */
  readonly keyHint: string | null;
  readonly status: ConnectionStatus;
  readonly generation: number;
  readonly connectedAt: Date;
  /** Earlier events of the provider do not start automations. */
  readonly eventsSince: Date;
  readonly lastOkAt: Date | null;
  readonly lastError: string | null;
  readonly lastWebhookAt: Date | null;
  readonly lastSweepAt: Date | null;
  readonly sweptEvents: number;
  /** Error of the last sweep for missed events. */
  readonly sweepError: string | null;
  /** Creation time of the newest stored event of the provider. */
  readonly highWater: Date | null;
}

/** Converts a connection for the executor. */
export const asPlanConnection = (row: ConnectionRow): PlanConnection => ({
  id: row.id,
  provider: row.provider,
  workspace: row.workspaceId,
  account: row.accountId,
  livemode: row.livemode,
  status: row.status,
});

function select(trx: Transaction) {
  return trx
    .selectFrom("connections as c")
    .leftJoin("connection_cursors as k", "k.connection_id", "c.id")
    .select([
      "c.id",
      "c.workspace_id as workspaceId",
      "c.provider",
      "c.account_id as accountId",
      "c.livemode",
      "c.auth_kind as authKind",
      "c.label",
      "c.scope",
      "c.country",
      "c.currency",
      "c.time_zone as timeZone",
      "c.key_hint as keyHint",
      "c.status",
      "c.generation",
      "c.connected_at as connectedAt",
      "c.events_since as eventsSince",
      "c.last_ok_at as lastOkAt",
      "c.last_error as lastError",
      "k.last_webhook_at as lastWebhookAt",
      "k.last_sweep_at as lastSweepAt",
      "k.swept_events as sweptEvents",
      "k.sweep_error as sweepError",
      "k.high_water as highWater",
    ]);
}
type Selected = Awaited<ReturnType<ReturnType<typeof select>["executeTakeFirstOrThrow"]>>;

const toRow = (row: Selected): ConnectionRow => ({
  ...row,
  // CHECK constraints restrict both columns to these values.
  authKind: row.authKind as ConnectionRow["authKind"],
  status: row.status as ConnectionStatus,
  sweptEvents: row.sweptEvents ?? 0,
});

/** Lists connections, newest first, revoked ones last. */
export async function listConnections(
  trx: Transaction,
  workspaceId: string,
): Promise<ConnectionRow[]> {
  const rows = await select(trx)
    .where("c.workspace_id", "=", workspaceId)
    .orderBy("c.connected_at", "desc")
    .execute();
  return rows
    .map(toRow)
    .toSorted((a, b) => Number(a.status === "revoked") - Number(b.status === "revoked"));
}

export async function findConnection(
  trx: Transaction,
  workspaceId: string,
  id: string,
): Promise<ConnectionRow | undefined> {
  const row = await select(trx)
    .where("c.workspace_id", "=", workspaceId)
    .where("c.id", "=", id)
    .executeTakeFirst();
  return row && toRow(row);
}

/** Lists the connections of an account in all workspaces, for incoming events. Service role. */
export async function connectionsOfAccount(
  trx: Transaction,
  account: { provider: string; accountId: string; livemode: boolean },
): Promise<ConnectionRow[]> {
  const rows = await select(trx)
    .where("c.provider", "=", account.provider)
    .where("c.account_id", "=", account.accountId)
    .where("c.livemode", "=", account.livemode)
    .where("c.status", "<>", "revoked")
    .execute();
  return rows.map(toRow);
}

/** Locks changes of an account's connections until the transaction ends. Service role. */
export async function lockAccount(
  trx: Transaction,
  account: { provider: string; accountId: string; livemode: boolean },
): Promise<void> {
  const name = `${account.provider}|${account.accountId}|${account.livemode}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(trx);
}

/** Lists the connections that the worker sweeps, in all workspaces. Service role. */
export async function liveConnections(trx: Transaction): Promise<ConnectionRow[]> {
  const rows = await select(trx)
    .where("c.status", "in", ["active", "degraded"])
    .orderBy("c.id")
    .execute();
  return rows.map(toRow);
}

export interface NewConnection {
  readonly workspaceId: string;
  readonly provider: string;
  readonly accountId: string;
  readonly livemode: boolean;
  readonly authKind: "oauth" | "key";
  readonly label: string;
  readonly scope: string;
  readonly country: string | null;
  readonly currency: string | null;
  readonly timeZone: string | null;
  readonly keyHint: string | null;
  readonly connectedBy: string;
}

/** Creates a connection, or reconnects the one with the same workspace, provider, account and mode. Service role. */
export async function saveConnection(
  trx: Transaction,
  connection: NewConnection,
): Promise<ConnectionRow> {
  const values = {
    auth_kind: connection.authKind,
    label: connection.label,
    scope: connection.scope,
    country: connection.country,
    currency: connection.currency,
    time_zone: connection.timeZone,
    key_hint: connection.keyHint,
    connected_by: connection.connectedBy,
  };
  const { id } = await trx
    .insertInto("connections")
    .values({
      ...values,
      workspace_id: connection.workspaceId,
      provider: connection.provider,
      account_id: connection.accountId,
      livemode: connection.livemode,
      last_ok_at: new Date(),
    })
    .onConflict((conflict) =>
      conflict
        .columns(["workspace_id", "provider", "account_id", "livemode"])
        .doUpdateSet((eb) => ({
          ...values,
          status: "active",
          generation: eb("connections.generation", "+", 1),
          connected_at: new Date(),
          // Events during a broken connection were missed and still count. Events without a connection do not.
          events_since: sql<Date>`case when connections.status = 'revoked' then now() else connections.events_since end`,
          last_ok_at: new Date(),
          last_error: null,
          revoked_at: null,
        })),
    )
    .returning("id")
    .executeTakeFirstOrThrow();
  await trx
    .insertInto("connection_cursors")
    .values({ connection_id: id })
    .onConflict((c) => c.doNothing())
    .execute();
  const row = await select(trx).where("c.id", "=", id).executeTakeFirstOrThrow();
  return toRow(row);
}

/** Sets the status of a connection. Returns false if it already has it. Service role. */
export async function setConnectionStatus(
  trx: Transaction,
  id: string,
  status: ConnectionStatus,
  lastError: string | null = null,
): Promise<boolean> {
  const changed = await trx
    .updateTable("connections")
    .set({
      status,
      last_error: lastError,
      ...(status === "active" ? { last_ok_at: new Date() } : {}),
      ...(status === "revoked" ? { revoked_at: new Date() } : {}),
    })
    .where("id", "=", id)
    .where("status", "<>", status)
    .executeTakeFirst();
  if (status === "revoked") {
    // Deletes the token first, so that a pending renewal cannot restore secrets.
    for (const table of ["private.connection_tokens", "private.connection_secrets"] as const)
      await trx.deleteFrom(table).where("connection_id", "=", id).execute();
  }
  return changed.numUpdatedRows > 0n;
}

export async function touchConnection(trx: Transaction, id: string): Promise<void> {
  await trx
    .updateTable("connections")
    .set({ last_ok_at: new Date(), last_error: null })
    .where("id", "=", id)
    .execute();
}

/** Records a successful sweep up to `at`, which found `missed` events. Service role. */
export async function noteSweep(
  trx: Transaction,
  id: string,
  at: Date,
  missed: number,
): Promise<void> {
  await trx
    .updateTable("connection_cursors")
    .set((eb) => ({
      high_water: eb.fn<Date>("greatest", ["high_water", eb.val(at)]),
      last_sweep_at: at,
      swept_events: eb("swept_events", "+", missed),
      sweep_error: null,
    }))
    .where("connection_id", "=", id)
    .execute();
}

/** Records the error of a failed sweep, which the connection's card shows. Service role. */
export async function noteSweepError(trx: Transaction, id: string, reason: string): Promise<void> {
  await trx
    .updateTable("connection_cursors")
    .set({ sweep_error: cutText(reason, 500) })
    .where("connection_id", "=", id)
    .execute();
}
