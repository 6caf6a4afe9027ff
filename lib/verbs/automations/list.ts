import { z } from "zod";

import { appsIn } from "@/lib/automations/apps";
import { parseAutomation } from "@/lib/automations/schema";
import { sentenceOf } from "@/lib/automations/sentence";
import { automationDetailsSchema, listedAutomationSchema } from "@/lib/contracts/automation";
import { listOf } from "@/lib/contracts/parts";
import { listAutomations, listVersions } from "@/lib/db/automations";
import { definitionsOf } from "@/lib/db/dispatch";
import { lastRuns, runSummaries, type RunSummary } from "@/lib/db/run-summaries";
import { listMembers } from "@/lib/db/workspaces";

import { defineVerb } from "../define";
import { described } from "../runs/trace";
import type { Context } from "../types";
import { requireAutomation } from "./definition";

function describe(context: Context, json: unknown): string | null {
  const parsed = parseAutomation(json);
  return parsed.ok ? sentenceOf(parsed.definition, context.services.catalogue) : null;
}

function patternOf(json: unknown): string | null {
  const parsed = parseAutomation(json);
  return parsed.ok && "event" in parsed.definition.on ? parsed.definition.on.event : null;
}

const NO_RUNS: RunSummary = {
  succeeded: 0,
  failed: 0,
  open: 0,
  total: 0,
  isCut: false,
  activity: [],
};

type DescribedRun = Awaited<ReturnType<typeof described>>[number];

/** Returns how a run ended or stands, without the data of its event. */
function outcomeOf(run: DescribedRun | undefined) {
  if (!run) return null;
  const { id, status, line, skipped, reason, createdAt } = run;
  return { id, status, line, skipped, reason, createdAt };
}

export const listAutomationsVerb = defineVerb({
  name: "automations.list",
  description: "Lists the workspace's automations with a summary sentence and their recent runs.",
  effect: "read",
  role: "viewer",
  input: z.object({}),
  output: listOf(listedAutomationSchema),
  async run(context) {
    const { services, user, workspaceId } = context;
    return services.db.withUser(user, async (trx) => {
      const rows = await listAutomations(trx, workspaceId);
      const summaries = await runSummaries(trx, workspaceId);
      const last = new Map(
        (await described(context, trx, await lastRuns(trx, workspaceId))).map((run) => [
          run.automationId,
          run,
        ]),
      );
      const shown = rows.map(({ id, liveVersion, latestVersion }) => ({
        id,
        version: liveVersion ?? latestVersion,
      }));
      const definitions = await definitionsOf(trx, shown);
      return rows.map((row) => {
        const json = definitions.get(`${row.id}@${row.liveVersion ?? row.latestVersion}`);
        return {
          ...row,
          sentence: describe(context, json),
          apps: appsIn(json, services.catalogue),
          runs: summaries.get(row.id) ?? NO_RUNS,
          lastRun: outcomeOf(last.get(row.id)),
        };
      });
    });
  },
});

export const getAutomation = defineVerb({
  name: "automations.get",
  description: "Returns an automation with all versions, newest first.",
  effect: "read",
  role: "viewer",
  input: z.object({ id: z.uuid() }),
  output: automationDetailsSchema,
  async run(context, { id }) {
    const { services, user, workspaceId } = context;
    const automation = await requireAutomation(context, id);
    const [versions, members] = await services.db.withUser(user, async (trx) => [
      await listVersions(trx, id),
      await listMembers(trx, workspaceId),
    ]);
    const names = new Map(members.map(({ userId, name, email }) => [userId, name || email]));
    return {
      ...automation,
      /** Event pattern of the latest version; `null` for a schedule or manual trigger. */
      pattern: patternOf(versions[0]?.definition),
      versions: versions.map((version) => ({
        ...version,
        /** Name of the author if they are still a member, otherwise the kind of author. */
        author: names.get(version.authorId) ?? version.authorKind,
        sentence: describe(context, version.definition),
      })),
    };
  },
});
