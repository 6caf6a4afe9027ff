import { sql } from "kysely";

import type { StepStatus } from "@/lib/contracts/run";
import { cutText, toJson } from "@/lib/core/storable";

import { rethrowClaim } from "./claims";
import type { Transaction } from "./database";

export interface StepRow {
  readonly runId: string;
  /** Step key, e.g. `ticket` or `lines[0].tell`. */
  readonly key: string;
  readonly position: number;
  readonly step: string;
  readonly kind: string;
  readonly status: StepStatus;
  readonly attempt: number;
  readonly idempotencyKey: string;
  readonly requestHash: string | null;
  readonly input: unknown;
  readonly plan: unknown;
  readonly output: unknown;
  readonly warnings: readonly string[];
  readonly reason: string | null;
  readonly notBefore: Date | null;
  readonly waitPattern: string | null;
  readonly waitWhere: unknown;
  readonly emitted: string | null;
  readonly firstAt: Date | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

const COLUMNS = [
  "steps.run_id as runId",
  "steps.key",
  "steps.position",
  "steps.step",
  "steps.kind",
  "steps.status",
  "steps.attempt",
  "steps.idempotency_key as idempotencyKey",
  "steps.request_hash as requestHash",
  "steps.input",
  "steps.plan",
  "steps.output",
  "steps.remarks as warnings",
  "steps.reason",
  "steps.not_before as notBefore",
  "steps.wait_pattern as waitPattern",
  "steps.wait_where as waitWhere",
  "steps.emitted",
  "steps.first_at as firstAt",
  "steps.started_at as startedAt",
  "steps.finished_at as finishedAt",
] as const;

/** The jsonb and checked columns contain exactly these types. */
const asSteps = (rows: unknown) => rows as StepRow[];
const asStep = (row: unknown) => row as StepRow;

export async function findStep(
  trx: Transaction,
  { runId, key }: Pick<StepRow, "runId" | "key">,
): Promise<StepRow | undefined> {
  const row = await trx
    .selectFrom("steps")
    .where("steps.run_id", "=", runId)
    .where("steps.key", "=", key)
    .select(COLUMNS)
    .executeTakeFirst();
  return row && asStep(row);
}

/** Lists the steps of runs, each run's in the order in which they started. */
export async function stepsOfRuns(trx: Transaction, runIds: readonly string[]): Promise<StepRow[]> {
  if (runIds.length === 0) return [];
  return asSteps(
    await trx
      .selectFrom("steps")
      .where("steps.run_id", "in", runIds)
      .orderBy("steps.position")
      .select(COLUMNS)
      .execute(),
  );
}

/** A run's steps in the order in which they began. */
export const listSteps = (trx: Transaction, runId: string): Promise<StepRow[]> =>
  stepsOfRuns(trx, [runId]);

export interface AttemptRow {
  readonly key: string;
  readonly attempt: number;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly outcome: string | null;
  readonly httpStatus: number | null;
  readonly requestId: string | null;
  readonly error: string | null;
}

export async function listAttempts(trx: Transaction, runId: string): Promise<AttemptRow[]> {
  return trx
    .selectFrom("step_attempts")
    .where("run_id", "=", runId)
    .orderBy("key")
    .orderBy("attempt")
    .select([
      "key",
      "attempt",
      "started_at as startedAt",
      "finished_at as finishedAt",
      "outcome",
      "http_status as httpStatus",
      "request_id as requestId",
      "error",
    ])
    .execute();
}

/** Changes of a step. Missing fields stay unchanged. */
export interface StepChange {
  readonly status: StepStatus;
  readonly attempt?: number | undefined;
  readonly requestHash?: string | null | undefined;
  readonly input?: unknown;
  readonly plan?: unknown;
  readonly output?: unknown;
  readonly warnings?: readonly string[] | undefined;
  readonly reason?: string | null | undefined;
  readonly notBefore?: Date | null | undefined;
  readonly wait?: { pattern: string; where: unknown } | null | undefined;
  readonly emitted?: string | null | undefined;
  /** Claimed id of the result; see `Ownership` of the providers. */
  readonly claimed?: string | null | undefined;
  /** `null` if nothing was sent, so that the key counts as new. */
  readonly firstAt?: null | undefined;
}

export interface StepRef {
  readonly runId: string;
  readonly workspaceId: string;
  readonly key: string;
  readonly step: string;
  readonly kind: string;
  readonly position: number;
  readonly idempotencyKey: string;
}

const ENDED = new Set<StepStatus>(["succeeded", "failed", "skipped", "cancelled"]);
const json = (value: unknown, levels?: number) =>
  value === undefined ? undefined : toJson(value, levels);
/** Max nesting of a parsed condition, which can be as deep as its text is long. */
const CONDITION_DEPTH = 1000;

/**
 * Writes changes of a step and returns the whole step. The caller must have the run's lease. Throws ClaimedError if another
 * step claimed the same id. Service role.
 */
export async function writeStep(
  trx: Transaction,
  step: StepRef,
  change: StepChange,
): Promise<StepRow> {
  const isBeginning = change.status === "running";
  const set = {
    status: change.status,
    attempt: change.attempt,
    request_hash: change.requestHash,
    input: json(change.input),
    plan: json(change.plan),
    output: json(change.output),
    remarks: json(change.warnings),
    reason: change.reason && cutText(change.reason, 2000),
    not_before: change.notBefore,
    wait_pattern: change.wait === undefined ? undefined : (change.wait?.pattern ?? null),
    wait_where:
      change.wait === undefined ? undefined : (json(change.wait?.where, CONDITION_DEPTH) ?? null),
    emitted: change.emitted,
    claimed: change.claimed,
    first_at: change.firstAt,
    started_at: isBeginning ? sql<Date>`clock_timestamp()` : undefined,
    finished_at: ENDED.has(change.status) ? sql<Date>`clock_timestamp()` : null,
  };
  const given = Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined));
  const row = await trx
    .insertInto("steps")
    .values({
      run_id: step.runId,
      key: step.key,
      workspace_id: step.workspaceId,
      position: step.position,
      step: step.step,
      kind: step.kind,
      idempotency_key: step.idempotencyKey,
      ...(isBeginning ? { first_at: sql<Date>`clock_timestamp()` } : {}),
      ...(given as typeof set & { status: StepStatus }),
    })
    .onConflict((conflict) =>
      conflict.columns(["run_id", "key"]).doUpdateSet((eb) => ({
        ...given,
        ...(isBeginning
          ? { first_at: eb.fn.coalesce("steps.first_at", sql<Date>`clock_timestamp()`) }
          : {}),
      })),
    )
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()
    .catch(rethrowClaim);
  return asStep(row);
}

export async function beginAttempt(
  trx: Transaction,
  step: StepRef,
  attempt: number,
): Promise<void> {
  await trx
    .insertInto("step_attempts")
    .values({ run_id: step.runId, key: step.key, attempt, workspace_id: step.workspaceId })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function endAttempt(
  trx: Transaction,
  step: StepRef,
  attempt: number,
  end: {
    outcome: string;
    httpStatus?: number | null | undefined;
    requestId?: string | null | undefined;
    error?: string | null | undefined;
  },
): Promise<void> {
  await trx
    .updateTable("step_attempts")
    .set({
      finished_at: sql<Date>`clock_timestamp()`,
      outcome: end.outcome,
      http_status: end.httpStatus ?? null,
      request_id: end.requestId?.slice(0, 200) ?? null,
      error: cutText(end.error ?? "", 2000) || null,
    })
    .where("run_id", "=", step.runId)
    .where("key", "=", step.key)
    .where("attempt", "=", attempt)
    .execute();
}

export interface LastAttempt {
  /** Milliseconds since the attempt was recorded, or recorded again after a lookup, by the database's clock. */
  readonly ageMs: number;
  /** True if its end was recorded. */
  readonly isOver: boolean;
}

/** Returns the last attempt of a step; `null` if there is none. Service role. */
export async function lastAttempt(
  trx: Transaction,
  { runId, key }: Pick<StepRow, "runId" | "key">,
): Promise<LastAttempt | null> {
  const { rows } = await sql<LastAttempt>`
    select (extract(epoch from clock_timestamp() - s.started_at) * 1000)::float8 as "ageMs",
        a.finished_at is not null as "isOver"
      from public.steps s
      join public.step_attempts a on a.run_id = s.run_id and a.key = s.key and a.attempt = s.attempt
      where s.run_id = ${runId} and s.key = ${key} and s.started_at is not null`.execute(trx);
  return rows[0] ?? null;
}
