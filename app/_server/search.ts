import "server-only";
import { groupResults, type SearchGroup, type SearchResults } from "@/lib/business/search-results";
import { matchesWords } from "@/lib/core/match-words";
import { listAutomations } from "@/lib/db/automations";
import { searchObjectsVerb } from "@/lib/verbs/objects/search";
import type { Context } from "@/lib/verbs/types";

const MAX_AUTOMATIONS = 5;

const STATES = {
  enabled: { label: "On", tone: "success" },
  paused: { label: "Paused", tone: "warning" },
  disabled: { label: "Off", tone: "neutral" },
} as const;

/** Finds automations by name. The verb that lists them also counts their runs, which is too slow for every key. */
async function automationsNamed(context: Context, text: string): Promise<SearchGroup[]> {
  const { services, user, workspaceId } = context;
  const all = await services.db.withUser(user, (trx) => listAutomations(trx, workspaceId));
  const hits = all
    .filter(({ name }) => matchesWords(text, name))
    .slice(0, MAX_AUTOMATIONS)
    .map(({ id, name, status }) => ({
      id,
      title: name,
      note: null,
      isProblem: false,
      status: STATES[status],
      date: null,
      account: null,
      href: `/automations/${id}`,
    }));
  return hits.length === 0 ? [] : [{ label: "Automations", hits }];
}

/** Finds business objects and automations for the search of every page. */
export async function searchEverything(context: Context, text: string): Promise<SearchResults> {
  const found = await searchObjectsVerb.run(context, { text });
  return {
    groups: [
      ...groupResults(found, context.services.now()),
      ...(await automationsNamed(context, text)),
    ],
    hasAccount: found.length > 0,
  };
}
