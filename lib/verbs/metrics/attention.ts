import type { Attention } from "@/lib/contracts/metrics";
import { addDays, dayOf, dayStart } from "@/lib/core/days";
import { attentionGroups } from "@/lib/db/attention";
import { listConnections, type ConnectionRow } from "@/lib/db/connections";
import type { Transaction } from "@/lib/db/database";
import { failingAutomations } from "@/lib/db/run-summaries";
import { addMonths } from "@/lib/metrics/range";
import { getProvider, isProviderId } from "@/lib/providers/registry";

import { namesFor } from "../objects/list";
import type { Context } from "../types";
import type { Basis } from "./basis";

const RECENT_DAYS = 7;
/** At most this many objects of a kind are read for their names. All are counted. */
const MAX_OBJECTS = 20;
const MAX_COUNTED_RUNS = 1000;
const MAX_AUTOMATIONS = 3;

/** Connections that do not work, each with its problem. */
const brokenConnections = (connections: readonly ConnectionRow[]): Attention["connections"] =>
  connections
    .filter(({ status }) => status === "needs_reauth" || status === "degraded")
    .map(({ provider, label, accountId, lastError }) => ({
      provider: isProviderId(provider) ? getProvider(provider).manifest.name : provider,
      label: label || accountId,
      problem: lastError ?? "The account has to be connected again.",
    }));

/** Finds what needs a person, with the names of the people that it is about. */
export async function readAttention(
  trx: Transaction,
  { workspaceId, services }: Context,
  { connection, account, asOf }: Basis,
): Promise<{ attention: Attention; names: Record<string, string> }> {
  const connectionId = connection.id;
  const today = dayOf(asOf, account.timeZone);
  const since = addDays(today, 1 - RECENT_DAYS);
  const expiryMonth = addMonths(`${today.slice(0, 7)}-01`, 1).slice(0, 7);
  const [groups, automations, connections] = await Promise.all([
    attentionGroups(trx, {
      connectionId,
      since: dayStart(since, account.timeZone),
      expiryMonth,
      limit: MAX_OBJECTS,
    }),
    failingAutomations(trx, workspaceId, {
      since: new Date(services.now().getTime() - RECENT_DAYS * 86_400_000),
      most: MAX_COUNTED_RUNS,
      limit: MAX_AUTOMATIONS,
    }),
    listConnections(trx, workspaceId),
  ]);
  const names = await namesFor(
    trx,
    connectionId,
    Object.values(groups).flatMap(({ objects }) => objects),
  );
  return {
    attention: {
      ...groups,
      since,
      expiryMonth,
      ...automations,
      connections: brokenConnections(connections),
    },
    names,
  };
}
