import { z } from "zod";

import { eventLine } from "@/lib/automations/event-line";
import { stepKinds } from "@/lib/automations/steps/parse";
import { listOf } from "@/lib/contracts/parts";
import { listedRunSchema, runStatusSchema, runTraceSchema } from "@/lib/contracts/run";
import { AppError } from "@/lib/core/errors";
import { approvalsOfRun } from "@/lib/db/approvals";
import { findAutomation, findVersion } from "@/lib/db/automations";
import { listConnections } from "@/lib/db/connections";
import type { Transaction } from "@/lib/db/database";
import { skippedReasons } from "@/lib/db/run-summaries";
import { findRun, listRuns, type RunRow } from "@/lib/db/runs";
import { listAttempts, listSteps } from "@/lib/db/steps";
import { listMembers } from "@/lib/db/workspaces";

import { defineVerb } from "../define";
import type { Context } from "../types";
import { seenAt } from "./seen-at";
import { wordsOfSteps } from "./step-words";

/** Reads a run of the caller's workspace. Throws "not_found". */
export async function requireRun(context: Context, id: string): Promise<RunRow> {
  const { services, user, workspaceId } = context;
  const run = await services.db.withUser(user, (trx) => findRun(trx, id));
  if (run?.workspaceId !== workspaceId)
    throw new AppError("not_found", "This workspace has no such run.");
  return run;
}

/** Omits the event's data from a run in a list. */
function listedRun<Run extends RunRow>({ context: _context, chain: _chain, ...run }: Run) {
  const { id, type, subject, time } = run.trigger;
  return { ...run, trigger: { id, type, subject, time } };
}

const ACTING = stepKinds.filter(({ acts }) => acts).map(({ kind }) => kind);

/** Adds a one-line description of the event, and the reason to runs that did nothing because all actions were skipped. */
export async function described(context: Context, trx: Transaction, runs: readonly RunRow[]) {
  const ended = runs.filter(({ status }) => status === "succeeded").map(({ id }) => id);
  const reasons = await skippedReasons(trx, ended, ACTING);
  return runs.map((run) => ({
    ...run,
    line: eventLine(run.trigger, context.services.catalogue, run.context["customer"]),
    skipped: reasons.get(run.id) ?? null,
  }));
}

export const listRunsVerb = defineVerb({
  name: "runs.list",
  description:
    "Lists the workspace's runs, newest first, by automation, status or event, without the data of their events.",
  effect: "read",
  role: "viewer",
  input: z.object({
    automationId: z.uuid().optional(),
    statuses: z.array(runStatusSchema).min(1).max(8).optional(),
    /** Position of the event in the log. */
    eventSeq: z.int().min(1).optional(),
    /** Returns only runs older than this `createdAt`. */
    before: z.coerce.date().optional(),
    limit: z.int().min(1).max(200).default(50),
  }),
  output: listOf(listedRunSchema),
  run: (context, filter) =>
    context.services.db.withUser(context.user, async (trx) =>
      (await described(context, trx, await listRuns(trx, context.workspaceId, filter))).map(
        listedRun,
      ),
    ),
});

const iconOf = (kind: string) => stepKinds.find((one) => one.kind === kind)?.icon ?? "dot";

/** Reads the approvals of a run with their decisions. */
async function decisionsOf(trx: Transaction, run: RunRow) {
  const approvals = await approvalsOfRun(trx, run.id);
  if (approvals.length === 0) return [];
  const members = await listMembers(trx, run.workspaceId);
  const people = new Map(members.map(({ userId, name, email }) => [userId, name || email]));
  return approvals.map(({ id, key, status, expiresAt, decidedBy, decidedAt, note }) => ({
    id,
    key,
    status,
    expiresAt,
    by: people.get(decidedBy ?? "") ?? null,
    at: decidedAt,
    note,
  }));
}

export const traceRun = defineVerb({
  name: "runs.trace",
  description:
    "Returns a run with its steps: input, plan, every attempt with the provider's request id, output, and the reason if a step was skipped.",
  effect: "read",
  role: "viewer",
  input: z.object({ id: z.uuid() }),
  output: runTraceSchema,
  async run(context, { id }) {
    const { services, user, workspaceId } = context;
    const run = await requireRun(context, id);
    return services.db.withUser(user, async (trx) => {
      const automation = await findAutomation(trx, workspaceId, run.automationId);
      const version = await findVersion(trx, run.automationId, run.version);
      const attempts = await listAttempts(trx, id);
      const steps = await listSteps(trx, id);
      const decisions = await decisionsOf(trx, run);
      const connections = await listConnections(trx, workspaceId);
      const words = wordsOfSteps(steps, version?.definition, services.catalogue);
      const [shown] = await described(context, trx, [run]);
      return {
        run: shown ?? { ...run, line: "", skipped: null },
        automation: automation && {
          id: automation.id,
          name: automation.name,
          liveVersion: automation.liveVersion,
        },
        definition: version?.definition,
        steps: steps.map(({ waitWhere: _where, ...step }, at) => ({
          ...step,
          title: words[at]?.title ?? step.kind,
          target: words[at]?.target ?? null,
          icon: iconOf(step.kind),
          seenAt: seenAt(context, step, connections),
          attempts: attempts.filter(({ key }) => key === step.key),
        })),
        /** Pending approvals. */
        approvals: decisions
          .filter(({ status, expiresAt }) => status === "pending" && expiresAt > services.now())
          .map(({ id: approval, key }) => ({ id: approval, key })),
        /** Decided approvals. */
        decisions: decisions.flatMap(({ key, status, by, at, note }) =>
          at === null ? [] : [{ key, isGranted: status !== "denied", by, at, note }],
        ),
      };
    });
  },
});
