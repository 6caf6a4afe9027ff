import type { StepStatus } from "@/lib/contracts/run";
import { MAX_STORED_DEPTH, storable, storableText, toJson } from "@/lib/core/storable";
import { storableEvent, type NewEvent } from "@/lib/mesh/log";

import { rethrowClaim } from "./claims";
import type { Database } from "./database";
import { eventRow } from "./event-log";
import type { StepRef } from "./steps";

/** A step that begins an attempt, or that ended without trouble. Fields that are left out stay as they are. */
export interface StepRecord {
  readonly ref: StepRef;
  readonly status: Extract<StepStatus, "running" | "succeeded" | "skipped">;
  /** The attempt that begins, or that was answered. */
  readonly attempt?: number | undefined;
  readonly requestHash?: string | undefined;
  readonly input?: unknown;
  readonly plan?: unknown;
  readonly output?: unknown;
  readonly warnings?: readonly string[] | undefined;
  readonly reason?: string | undefined;
  /** Id of the event that the step published. */
  readonly emitted?: string | undefined;
  /** Id of what the step wrote, where no two steps may count the same. */
  readonly claimed?: string | undefined;
  readonly httpStatus?: number | undefined;
  readonly requestId?: string | undefined;
}

/** Everything that one run writes at a time: it renews the lease, or ends the run. */
export interface RunRecord {
  readonly run: { readonly id: string; readonly workspaceId: string; readonly fence: number };
  readonly leaseMs: number;
  /** Each step once. */
  readonly steps: readonly StepRecord[];
  readonly ends: boolean;
  /** Stored with the record. */
  readonly events: readonly NewEvent[];
}

/** A step lies around its values. */
const DEPTH = MAX_STORED_DEPTH + 1;
const MAX_REASON = 2000;
const MAX_REQUEST_ID = 200;

/** A record as {@link writeRunRecords} takes it, in JSON texts. */
export interface RunRecordJson {
  readonly run: string;
  readonly steps: readonly string[];
  readonly events: readonly string[];
}

function stepJson({ ref, reason, requestId, ...step }: StepRecord): string {
  const { runId: run, workspaceId: workspace, ...named } = ref;
  return toJson(
    {
      ...step,
      ...named,
      run,
      workspace,
      reason: reason && storableText(reason, MAX_REASON),
      requestId: requestId && storableText(requestId, MAX_REQUEST_ID),
    },
    DEPTH,
  );
}

/** Makes the JSON texts of a record. */
export function runRecordJson(record: RunRecord): RunRecordJson {
  const { leaseMs, ends } = record;
  const { id: run, fence } = record.run;
  return {
    run: JSON.stringify({ run, fence, leaseMs, status: ends ? "succeeded" : null }),
    steps: record.steps.map(stepJson),
    events: record.events.map((event) =>
      JSON.stringify({ ...eventRow(storableEvent(event)), run }),
    ),
  };
}

const arrayOf = (texts: readonly string[]) => `[${texts.join(",")}]`;

/**
 * Writes records, at most one for each run, in one transaction. Returns the ids of the runs whose lease was still the
 * writer's; nothing is written of the others. Throws ClaimedError when another step claimed the same. Service role only.
 */
export async function writeRunRecords(
  db: Database,
  records: readonly RunRecordJson[],
): Promise<ReadonlySet<string>> {
  const rows = await db
    .serviceQuery<{ id: string }>(
      "select private.write_run_records($1::jsonb, $2::jsonb, $3::jsonb) as id",
      [
        arrayOf(records.map(({ run }) => run)),
        arrayOf(records.flatMap(({ steps }) => steps)),
        arrayOf(records.flatMap(({ events }) => events)),
      ],
    )
    .catch(rethrowClaim);
  return new Set(rows.map(({ id }) => id));
}

const byStoredOrder = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]) =>
  Buffer.byteLength(one) - Buffer.byteLength(other) ||
  Buffer.compare(Buffer.from(one), Buffer.from(other));

function inStoredOrder(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(inStoredOrder);
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, inStoredOrder(item)] as const)
      .toSorted(byStoredOrder),
  );
}

/**
 * Returns a JSON value as it comes back from a `jsonb` column, with its keys in Postgres' order: a run that goes on in
 * another process then makes the same texts of it.
 */
export const asStored = (value: unknown): unknown => inStoredOrder(storable(value));
