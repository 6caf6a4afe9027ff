import { z } from "zod";

import { countSchema } from "@/lib/contracts/parts";
import {
  type RunStatus,
  cancelledSchema,
  redrivenSchema,
  runCountsSchema,
} from "@/lib/contracts/run";
import { nextQueued } from "@/lib/db/concurrency";
import { cancelRuns } from "@/lib/db/dispatch";
import { bulkCounts, countFailed, oldestRuns } from "@/lib/db/run-summaries";
import { afterRaces } from "@/lib/mesh/log";

import { requireAutomation } from "../automations/definition";
import { defineVerb } from "../define";
import type { Context } from "../types";
import { reopen } from "./control";

/** Max runs that one call retries or cancels. */
const MAX_RUNS = 200;
const COUNTED = 10_000;
const OPEN: readonly RunStatus[] = ["pending", "running", "waiting", "indeterminate"];

const Input = z.object({ automationId: z.uuid() });

async function oldest(context: Context, automationId: string, statuses: readonly RunStatus[]) {
  const { services, user, workspaceId } = context;
  await requireAutomation(context, automationId);
  return services.db.withUser(user, (trx) =>
    oldestRuns(trx, workspaceId, automationId, { statuses, limit: MAX_RUNS }),
  );
}

export const countRuns = defineVerb({
  name: "runs.count",
  description:
    "Counts the failed runs of an automation that can be retried and the open ones that can be cancelled, up to 10,000 each.",
  effect: "read",
  role: "viewer",
  input: Input,
  output: runCountsSchema,
  async run(context, { automationId }) {
    const { services, user, workspaceId } = context;
    await requireAutomation(context, automationId);
    return services.db.withUser(user, (trx) => bulkCounts(trx, workspaceId, automationId, COUNTED));
  },
});

/** Highest number that the notification badge shows. */
const MAX_EXACT_COUNT = 100;
/** Period of counted failures for a person who never viewed them. */
const FIRST_PERIOD_MS = 7 * 24 * 60 * 60 * 1000;

export const countFailedRuns = defineVerb({
  name: "runs.count-failed",
  description: "Counts the runs of the workspace that failed since a moment, up to 100.",
  effect: "read",
  role: "viewer",
  input: z.object({ since: z.coerce.date().optional() }),
  output: countSchema,
  run: ({ services, user, workspaceId }, { since }) =>
    services.db.withUser(user, async (trx) => ({
      count: await countFailed(
        trx,
        workspaceId,
        since ?? new Date(services.now().getTime() - FIRST_PERIOD_MS),
        MAX_EXACT_COUNT,
      ),
    })),
});

export const redriveRuns = defineVerb({
  name: "runs.redrive",
  description: "Retries every failed run of an automation, oldest first, at most 200 at a time.",
  effect: "write",
  role: "member",
  input: Input,
  output: redrivenSchema,
  async run(context, { automationId }, record) {
    const failed = await oldest(context, automationId, ["failed"]);
    const { services } = context;
    const redriven = await afterRaces(() =>
      services.db.withService(async (trx) => {
        let retried = 0;
        for (const id of failed) if (await reopen(trx, id)) retried++;
        return record(trx, { automationId, retried });
      }),
    );
    services.queue.nudge();
    return redriven;
  },
  audit: (input, { retried }) => ({ target: input.automationId, details: { retried } }),
});

export const cancelOpenRuns = defineVerb({
  name: "runs.cancel-open",
  description:
    "Cancels the open runs of an automation, oldest first, at most 200 at a time. Requests that were already sent are not undone.",
  effect: "write",
  role: "member",
  input: Input,
  output: cancelledSchema,
  async run(context, { automationId }, record) {
    const open = await oldest(context, automationId, OPEN);
    const reason = `Cancelled by ${context.user.email}.`;
    const { services } = context;
    const cancelled = await afterRaces(() =>
      services.db.withService(async (trx) => {
        const count = await cancelRuns(trx, open, reason);
        await services.queue.wakeRuns(trx, await nextQueued(trx, ...open));
        return record(trx, { automationId, cancelled: count });
      }),
    );
    services.queue.nudge();
    return cancelled;
  },
  audit: (input, { cancelled }) => ({ target: input.automationId, details: { cancelled } }),
});
