import { z } from "zod";

import { nextQueued } from "@/lib/db/concurrency";
import { cancelRuns } from "@/lib/db/dispatch";
import { bulkCounts, countFailed, oldestRuns } from "@/lib/db/run-summaries";
import type { RunStatus } from "@/lib/db/runs";

import { requireAutomation } from "../automations/definition";
import { defineVerb } from "../define";
import type { Context } from "../types";
import { reopen } from "./control";

/** Runs that one call retries or cancels. */
const AT_ONCE = 200;
const COUNTED = 10_000;
const OPEN: readonly RunStatus[] = ["pending", "running", "waiting", "indeterminate"];

const Input = z.object({ automationId: z.uuid() });

async function oldest(context: Context, automationId: string, statuses: readonly RunStatus[]) {
  const { services, user, workspaceId } = context;
  await requireAutomation(context, automationId);
  return services.db.withUser(user, (trx) =>
    oldestRuns(trx, workspaceId, automationId, statuses, AT_ONCE),
  );
}

export const countRuns = defineVerb({
  name: "runs.count",
  description:
    "How many failed runs of an automation could be retried and how many open ones cancelled, each at most 10,000.",
  effect: "read",
  role: "viewer",
  input: Input,
  async run(context, { automationId }) {
    const { services, user, workspaceId } = context;
    await requireAutomation(context, automationId);
    return services.db.withUser(user, (trx) => bulkCounts(trx, workspaceId, automationId, COUNTED));
  },
});

/** What a bell counts at most. */
const MAX_EXACT_COUNT = 100;
/** How far back a person is told of failures that they never looked at. */
const FIRST_LOOK_MS = 7 * 24 * 60 * 60 * 1000;

export const countFailedRuns = defineVerb({
  name: "runs.count-failed",
  description: "How many runs of the workspace failed since a moment, at most 100.",
  effect: "read",
  role: "viewer",
  input: z.object({ since: z.coerce.date().optional() }),
  run: ({ services, user, workspaceId }, { since }) =>
    services.db.withUser(user, async (trx) => ({
      count: await countFailed(
        trx,
        workspaceId,
        since ?? new Date(services.now().getTime() - FIRST_LOOK_MS),
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
  async run(context, { automationId }) {
    const failed = await oldest(context, automationId, ["failed"]);
    let retried = 0;
    for (const id of failed) if (await reopen(context, id)) retried++;
    context.services.queue.nudge();
    return { automationId, retried };
  },
  audit: (input, { retried }) => ({ target: input.automationId, details: { retried } }),
});

export const cancelOpenRuns = defineVerb({
  name: "runs.cancel-open",
  description:
    "Ends the runs of an automation that are under way or wait, oldest first, at most 200 at a time. What they have sent stays sent.",
  effect: "write",
  role: "member",
  input: Input,
  async run(context, { automationId }) {
    const open = await oldest(context, automationId, OPEN);
    const reason = `Cancelled by ${context.user.email}.`;
    const { services } = context;
    const cancelled = await services.db.withService(async (trx) => {
      const count = await cancelRuns(trx, open, reason);
      await services.queue.wakeRuns(trx, await nextQueued(trx, ...open));
      return count;
    });
    services.queue.nudge();
    return { automationId, cancelled };
  },
  audit: (input, { cancelled }) => ({ target: input.automationId, details: { cancelled } }),
});
