import type { StepState } from "@/lib/automations/plan-types";
import { nextStep } from "@/lib/automations/planner";
import { turnsAtOnce } from "@/lib/automations/turns";
import { logger } from "@/lib/core/server/logger";
import type { Transaction } from "@/lib/db/database";
import {
  claimRun,
  FencedError,
  findRunBase,
  finishRun,
  holdRun,
  isHeld,
  parkRun,
  releaseRun,
  type RunBase,
} from "@/lib/db/run-leases";
import { type RunRow } from "@/lib/db/runs";
import { listSteps, type StepRow } from "@/lib/db/steps";
import { hasTurn, nextInLine, waitForTurn } from "@/lib/db/turns";
import { afterRaces } from "@/lib/mesh/log";

import { compiledVersions, type Compiled } from "../versions";
import { afterRun } from "./after";
import { refusalFor } from "./authority";
import { enrich } from "./enrich";
import { perform } from "./perform";
import { placeOf, recordStep } from "./place";
import { publishRunEvent } from "./publish";
import type { HeldRun, Hold, RunServices } from "./types";

/** A run that does more than this in one go lets others have a turn. */
const SLICE_MS = 20_000;
const BUSY_MS = 1000;
/** A run that was taken up more often than this without a step forward is failed. */
const MAX_STALLED_CLAIMS = 5;
const STALLED = `Processing this run failed ${MAX_STALLED_CLAIMS} times before anything was done, because of an error in the dashboard or because the worker stopped. The server's log has the details.`;

function holder(services: RunServices, run: RunRow): Hold {
  return (work) =>
    afterRaces(() =>
      services.db.withService(async (trx) => {
        // Sent together: what is written while the run is another's is rolled back.
        const [holding, working] = await Promise.allSettled([
          holdRun(trx, run, services.leaseMs),
          work(trx),
        ]);
        if (holding.status === "rejected") throw holding.reason;
        if (working.status === "rejected") throw working.reason;
        return working.value;
      }),
    );
}

const toState = (row: StepRow): StepState => ({
  status: row.status,
  output: row.output,
  notBefore: row.notBefore?.getTime() ?? null,
  error: row.reason ?? undefined,
});

/** A run with all that going on with it takes, read in the transaction that claims it. */
interface Claimed {
  readonly run: RunRow;
  readonly name: string;
  readonly allowedItems: number;
  readonly compiled: Compiled;
  readonly steps: readonly StepRow[];
  /** Why it may not go on. */
  readonly refusal: string | null;
}

/** Whether the run may begin, or has begun. One that may not is left until it is its turn; one that may calls the next. */
async function isItsTurn(
  services: RunServices,
  trx: Transaction,
  base: RunBase,
  compiled: Compiled,
): Promise<boolean> {
  if (base.status !== "pending" || !("definition" in compiled)) return true;
  const atOnce = turnsAtOnce(compiled.definition);
  if (atOnce === null) return true;
  if (!(await hasTurn(trx, base, atOnce))) {
    await waitForTurn(trx, base.id);
    return false;
  }
  // Of several that ended at the same time, each may have woken the same one.
  if (atOnce > 1) await services.queue.wakeRuns(trx, await nextInLine(trx, base.id));
  return true;
}

async function claim(
  services: RunServices,
  trx: Transaction,
  runId: string,
): Promise<Claimed | null> {
  const base = await findRunBase(trx, runId);
  if (!base) return null;
  const [compiled] = await compiledVersions(trx, [
    { id: base.automationId, version: base.version },
  ]);
  if (!compiled || !(await isItsTurn(services, trx, base, compiled))) return null;
  const run = await claimRun(trx, runId, services.leaseMs);
  if (run)
    return {
      run,
      name: base.name,
      allowedItems: base.allowedItems,
      compiled,
      steps: await listSteps(trx, run.id),
      refusal: refusalFor(base),
    };
  // Somebody has it, and may not have seen what this wake-up is about.
  if (await isHeld(trx, runId))
    await services.queue.wakeRuns(trx, [runId], {
      at: new Date(services.now().getTime() + BUSY_MS),
    });
  return null;
}

const scopeOf = ({ run, name }: HeldRun, fetched: Readonly<Record<string, unknown>>) => ({
  ...fetched,
  event: run.trigger,
  run: {
    id: run.id,
    automation: name,
    version: run.version,
    startedAt: run.startedAt?.toISOString() ?? null,
  },
});

async function end(
  services: RunServices,
  held: HeldRun,
  status: "succeeded" | "failed" | "cancelled",
  failedStep: string | null,
  reason: string | null,
  hold: Hold,
): Promise<void> {
  const hasWoken = await hold(async (trx) => {
    await finishRun(trx, held.run, { status, reason, failedStep });
    const woken = await afterRun(services, trx, held, status);
    if (status !== "cancelled")
      await publishRunEvent(
        trx,
        held.run,
        `automation.run.${status}`,
        { name: held.name, failedStep, reason },
        services.now(),
      );
    return woken;
  });
  services.grown(held.run.workspaceId);
  if (hasWoken) services.queue.nudge();
  else services.queue.look();
}

async function park(
  services: RunServices,
  held: Pick<HeldRun, "run">,
  until: number | null,
  hold: Hold,
): Promise<void> {
  const wakeAt = until === null ? null : new Date(until);
  await hold(async (trx) => {
    await parkRun(trx, held.run, { status: "waiting", wakeAt });
    if (wakeAt) await services.queue.wakeRuns(trx, [held.run.id], { at: wakeAt });
  });
}

/** One step further. `false`: there is nothing more to do now. */
async function go(
  services: RunServices,
  held: HeldRun,
  fetched: Readonly<Record<string, unknown>>,
  hold: Hold,
): Promise<boolean> {
  const decision = nextStep(held.definition, {
    scope: scopeOf(held, fetched),
    steps: new Map([...held.steps].map(([key, row]) => [key, toState(row)])),
    catalogue: services.catalogue,
    nowMs: services.now().getTime(),
  });
  switch (decision.kind) {
    case "begin":
    case "due":
      await perform(services, held, decision, hold);
      return true;
    case "skip": {
      const place = placeOf(held, decision);
      await hold((trx) =>
        recordStep(trx, held, place, { status: "skipped", reason: decision.reason }),
      );
      return true;
    }
    case "idle":
      await park(services, held, decision.until, hold);
      return false;
    case "stuck":
      await hold((trx) =>
        parkRun(trx, held.run, {
          status: "indeterminate",
          wakeAt: null,
          reason: held.steps.get(decision.key)?.reason ?? null,
        }),
      );
      services.grown(held.run.workspaceId);
      return false;
    case "finish":
      await end(services, held, decision.status, decision.failedStep, decision.error, hold);
      return false;
  }
}

async function goOn(services: RunServices, claimed: Claimed, hold: Hold): Promise<void> {
  const { run, name, compiled, refusal } = claimed;
  if ("unreadable" in compiled) {
    const reason = compiled.unreadable;
    await hold((trx) => finishRun(trx, run, { status: "failed", reason, failedStep: null }));
    return;
  }
  const held: HeldRun = {
    run,
    name,
    allowedItems: claimed.allowedItems,
    definition: compiled.definition,
    steps: new Map(claimed.steps.map((row) => [row.key, row])),
  };
  if (refusal !== null) return end(services, held, "cancelled", null, refusal, hold);
  if (run.stalledClaims > MAX_STALLED_CLAIMS)
    return end(services, held, "failed", null, STALLED, hold);
  const fetched = await enrich(services, held, hold);
  if ("notBefore" in fetched) return park(services, held, fetched.notBefore.getTime(), hold);
  const deadline = Date.now() + SLICE_MS;
  while (await go(services, held, fetched.context, hold)) {
    if (Date.now() < deadline) continue;
    return park(services, held, services.now().getTime(), hold);
  }
}

/** A run that was cut off in the same step again and again may be what stops the worker. */
const isSuspect = ({ steps }: Claimed) =>
  steps.some(({ status, attempt }) => status === "running" && attempt > 1);
let suspects = 0;

/** Suspects go one at a time, so that one that stops the worker does not cost the others an attempt. */
async function goAlone(services: RunServices, claimed: Claimed, hold: Hold): Promise<void> {
  if (suspects > 0) return park(services, claimed, services.now().getTime() + BUSY_MS, hold);
  suspects++;
  try {
    await goOn(services, claimed, hold);
  } finally {
    suspects--;
  }
}

/**
 * Takes a run as far as it goes now. Safe to call at any time, from any process, as often as one likes: a run that
 * another worker holds, that waits or that has ended is left alone.
 */
export async function advanceRun(services: RunServices, runId: string): Promise<void> {
  const claimed = await services.db.withService((trx) => claim(services, trx, runId));
  if (!claimed) return;
  const { run } = claimed;
  try {
    const hold = holder(services, run);
    await (isSuspect(claimed) ? goAlone : goOn)(services, claimed, hold);
  } catch (error) {
    if (error instanceof FencedError) logger.info({ run: runId }, "run went on elsewhere");
    else {
      logger.warn({ err: error, run: runId }, "run did not go on");
      // Given back at once, so that the next wake-up need not wait for the lease.
      await services.db.withService((trx) => releaseRun(trx, run)).catch(() => {});
      throw error;
    }
  }
}
