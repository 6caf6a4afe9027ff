import { sql } from "kysely";

import type { RunStatus } from "@/lib/contracts/run";
import { cutText, MAX_STORED_DEPTH, toJson } from "@/lib/core/storable";
import type { MeshEvent } from "@/lib/mesh/event";

import type { Transaction } from "./database";

/** Copy of the triggering event. */
export interface RunTrigger {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly subject?: string | undefined;
  readonly time: string;
  readonly origin: string;
  readonly connection?: string | undefined;
  readonly livemode?: boolean | undefined;
  readonly correlationId?: string | undefined;
  readonly hops?: number | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Copies an event for a run. */
export function triggerOf(event: MeshEvent): RunTrigger {
  const {
    workspace: _workspace,
    seq: _seq,
    actor: _actor,
    causationId: _cause,
    ...trigger
  } = event;
  return trigger;
}

export interface RunRow {
  readonly id: string;
  readonly workspaceId: string;
  readonly automationId: string;
  readonly version: number;
  /** Runs of an automation with the same key count together for its mode and concurrency limit. */
  readonly concurrencyKey: string;
  readonly trigger: RunTrigger;
  readonly eventSeq: number | null;
  readonly status: RunStatus;
  readonly reason: string | null;
  readonly failedStep: string | null;
  readonly context: Readonly<Record<string, unknown>>;
  readonly chain: readonly string[];
  readonly hops: number;
  readonly fence: number;
  /** Number of consecutive leases without progress, including this one. */
  readonly stalledClaims: number;
  readonly wakeAt: Date | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

/** A run's columns under the names of {@link RunRow}, of the table as `r`. */
export const RUN_COLUMNS = [
  "r.id",
  "r.workspace_id as workspaceId",
  "r.automation_id as automationId",
  "r.version",
  "r.lane as concurrencyKey",
  "r.trigger",
  "r.event_seq as eventSeq",
  "r.status",
  "r.reason",
  "r.failed_step as failedStep",
  "r.context",
  "r.chain",
  "r.hops",
  "r.fence",
  "r.stalled_claims as stalledClaims",
  "r.wake_at as wakeAt",
  "r.created_at as createdAt",
  "r.started_at as startedAt",
  "r.finished_at as finishedAt",
] as const;

/** The jsonb and checked columns contain exactly these types. */
export const asRun = (row: unknown) => row as RunRow;

export interface NewRun {
  readonly id: string;
  readonly workspaceId: string;
  readonly automationId: string;
  readonly version: number;
  readonly concurrencyKey: string;
  readonly triggerKey: string;
  readonly trigger: RunTrigger;
  readonly eventSeq: number | null;
  readonly chain: readonly string[];
  readonly hops: number;
  /** True when the run starts only after an earlier one with its concurrency key has ended. */
  readonly isQueued: boolean;
  /** Reason of a run that must not start and is stored only for display. */
  readonly skipped: string | null;
  readonly startedBy: string | null;
}

const MAX_REASON = 2000;
/** Number of runs of a workspace with the same priority. */
const CLAIMED_TOGETHER = 20;

/**
 * Creates runs that workers claim after the commit, and returns their ids. Skips runs whose automation and key already
 * exist. `behind` is the number of the workspace's runs in progress. A higher number lowers the priority, so that many
 * runs of one workspace do not delay others. Service role.
 */
export async function insertRuns(
  trx: Transaction,
  runs: readonly NewRun[],
  behind = 0,
): Promise<Set<string>> {
  if (runs.length === 0) return new Set();
  let before = behind;
  // The whole list as one value: hundreds of parameters take longer to send and to parse than to store.
  const given = toJson(
    runs.map(({ skipped, isQueued, ...run }) => ({
      ...run,
      skipped: skipped === null ? null : cutText(skipped, MAX_REASON),
      order: skipped !== null || isQueued ? null : Math.floor(before++ / CLAIMED_TOGETHER),
    })),
    MAX_STORED_DEPTH + 2,
  );
  const { rows } = await sql<{ id: string }>`
    insert into public.runs (id, workspace_id, automation_id, version, lane, trigger_key, trigger, event_seq, chain, hops, started_by,
      wake_at, claim_order, status, reason, finished_at)
    select x.id, x."workspaceId", x."automationId", x.version, x."concurrencyKey", x."triggerKey", x.trigger, x."eventSeq", x.chain, x.hops,
      x."startedBy", case when x."order" is not null then clock_timestamp() end, x."order",
      case when x.skipped is null then 'pending' else 'skipped' end, x.skipped,
      case when x.skipped is not null then clock_timestamp() end
    from jsonb_to_recordset(${given}::jsonb) as x (id uuid, "workspaceId" uuid, "automationId" uuid, version int, "concurrencyKey" text,
      "triggerKey" text, trigger jsonb, "eventSeq" bigint, chain uuid[], hops smallint, "startedBy" uuid, skipped text, "order" int)
    on conflict (automation_id, trigger_key) do nothing returning id`.execute(trx);
  return new Set(rows.map(({ id }) => id));
}

export async function findRun(trx: Transaction, id: string): Promise<RunRow | undefined> {
  const row = await trx
    .selectFrom("runs as r")
    .where("r.id", "=", id)
    .select(RUN_COLUMNS)
    .executeTakeFirst();
  return row && asRun(row);
}

export interface RunFilter {
  readonly automationId?: string | undefined;
  readonly statuses?: readonly RunStatus[] | undefined;
  readonly eventSeq?: number | undefined;
  /** Returns only older runs. */
  readonly before?: Date | undefined;
  readonly limit: number;
}

/** Lists a workspace's runs, newest first. */
export async function listRuns(
  trx: Transaction,
  workspaceId: string,
  filter: RunFilter,
): Promise<RunRow[]> {
  let query = trx.selectFrom("runs as r").where("r.workspace_id", "=", workspaceId);
  if (filter.automationId) query = query.where("r.automation_id", "=", filter.automationId);
  if (filter.statuses) query = query.where("r.status", "in", filter.statuses);
  if (filter.eventSeq !== undefined) query = query.where("r.event_seq", "=", filter.eventSeq);
  if (filter.before) query = query.where("r.created_at", "<", filter.before);
  const rows = await query
    .select(RUN_COLUMNS)
    .orderBy("r.created_at", "desc")
    .orderBy("r.id")
    .limit(Math.min(filter.limit, 200))
    .execute();
  return rows.map(asRun);
}

/** Reopens an ended run, which is then queued, or one that needs a review. Returns false if it has another status. Service role. */
export async function reopenRun(
  trx: Transaction,
  id: string,
  from: readonly RunStatus[],
): Promise<boolean> {
  const changed = await trx
    .updateTable("runs")
    .set((eb) => ({
      status: sql<string>`case when finished_at is null then 'waiting' else 'pending' end`,
      reason: null,
      failed_step: null,
      finished_at: null,
      lease_until: null,
      wake_at: sql<Date>`clock_timestamp()`,
      claim_order: 0,
      fence: eb("fence", "+", 1),
    }))
    .where("id", "=", id)
    .where("status", "in", from)
    .where(sql<boolean>`not coalesce(trigger -> 'data' ? 'personalDataErased', false)`)
    .executeTakeFirst();
  return changed.numUpdatedRows > 0n;
}
