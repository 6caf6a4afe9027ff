import { z } from "zod";

import { parseAutomation } from "@/lib/automations/schema";
import { sentenceOf } from "@/lib/automations/sentence";
import { listAutomations, listVersions } from "@/lib/db/automations";
import { definitionsOf } from "@/lib/db/dispatch";
import { runSummaries } from "@/lib/db/run-summaries";

import { defineVerb } from "../define";
import type { Context } from "../types";
import { requireAutomation } from "./definition";

function describe(context: Context, json: unknown): string | null {
  const parsed = parseAutomation(json);
  return parsed.ok ? sentenceOf(parsed.definition, context.services.catalogue) : null;
}

export const listAutomationsVerb = defineVerb({
  name: "automations.list",
  description: "The workspace's automations, each as a sentence, with how its last runs went.",
  effect: "read",
  role: "viewer",
  input: z.object({}),
  async run(context) {
    const { services, user, workspaceId } = context;
    return services.db.withUser(user, async (trx) => {
      const rows = await listAutomations(trx, workspaceId);
      const summaries = await runSummaries(trx, workspaceId);
      const shown = rows.map(({ id, liveVersion, latestVersion }) => ({
        id,
        version: liveVersion ?? latestVersion,
      }));
      const definitions = await definitionsOf(trx, shown);
      return rows.map((row) => ({
        ...row,
        sentence: describe(
          context,
          definitions.get(`${row.id}@${row.liveVersion ?? row.latestVersion}`),
        ),
        runs: summaries.get(row.id) ?? { succeeded: 0, failed: 0, open: 0, lastAt: null },
      }));
    });
  },
});

export const getAutomation = defineVerb({
  name: "automations.get",
  description: "One automation with every version, newest first.",
  effect: "read",
  role: "viewer",
  input: z.object({ id: z.uuid() }),
  async run(context, { id }) {
    const { services, user } = context;
    const automation = await requireAutomation(context, id);
    const versions = await services.db.withUser(user, (trx) => listVersions(trx, id));
    return {
      ...automation,
      versions: versions.map((version) => ({
        ...version,
        sentence: describe(context, version.definition),
      })),
    };
  },
});
