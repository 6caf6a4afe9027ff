import { textIn, dataIn } from "@/lib/business/read";
import type { Attention } from "@/lib/contracts/metrics";
import { addDays, dayOf, dayStart } from "@/lib/core/days";
import { listConnections } from "@/lib/db/connections";
import type { Transaction } from "@/lib/db/database";
import { listObjects } from "@/lib/db/object-lists";
import { objectsByKey, type CopiedObject } from "@/lib/db/objects";
import { failingAutomations } from "@/lib/db/run-summaries";
import { expiringCards } from "@/lib/db/volume";
import { addMonths } from "@/lib/metrics/range";
import { getProvider, isProviderId } from "@/lib/providers/registry";

import { namesFor } from "../objects/list";
import type { Context } from "../types";
import type { Basis } from "./basis";

/** Reasons after which trying again is useless or dangerous. */
const HOPELESS: ReadonlySet<string> = new Set([
  "lost_card",
  "stolen_card",
  "pickup_card",
  "fraudulent",
  "highest_risk_level",
  "merchant_blacklist",
]);
const RECENT_DAYS = 7;
const LIMIT = 20;
const MAX_COUNTED_RUNS = 100;
const MAX_AUTOMATIONS = 3;

const newest = { sort: "created", descending: true, limit: LIMIT } as const;

function isRecoverable({ data }: CopiedObject): boolean {
  const failure = dataIn(data, "failure");
  return ![textIn(failure, "code"), textIn(failure, "declineCode")].some(
    (reason) => reason !== null && HOPELESS.has(reason),
  );
}

/** The payments that other objects have as their parent. */
async function paymentsOf(
  trx: Transaction,
  connectionId: string,
  objects: readonly CopiedObject[],
): Promise<CopiedObject[]> {
  const ids = [...new Set(objects.flatMap(({ parent }) => parent ?? []))];
  const keys = ids.map((id) => ({ type: "payment", id }));
  return objectsByKey(trx, connectionId, keys);
}

/** Finds what somebody should look at, with the names of the people that it is about. */
export async function readAttention(
  trx: Transaction,
  { workspaceId, services }: Context,
  { connection, account, asOf }: Basis,
): Promise<{ attention: Attention; names: Record<string, string> }> {
  const connectionId = connection.id;
  const today = dayOf(asOf, account.timeZone);
  const from = dayStart(addDays(today, 1 - RECENT_DAYS), account.timeZone);
  const list = (type: string, statuses: readonly string[], since?: Date) =>
    listObjects(trx, { connectionId, type, statuses, ...(since ? { from: since } : {}) }, newest);
  const failed = await list("payment", ["failed"], from);
  const disputes = await list("dispute", ["needs_response", "warning_needs_response"]);
  const fraudWarnings = await paymentsOf(
    trx,
    connectionId,
    await list("radar.early_fraud_warning", ["actionable"]),
  );
  const reviews = await paymentsOf(trx, connectionId, await list("review", ["open"]));
  const pastDue = await list("subscription", ["past_due", "unpaid"]);
  const expiryMonth = addMonths(`${today.slice(0, 7)}-01`, 1).slice(0, 7);
  const [year = 0, month = 0] = expiryMonth.split("-").map(Number);
  const cards = await expiringCards(trx, connectionId, { year, month, limit: LIMIT });
  const failedPayments = failed.filter(isRecoverable);
  const connections = await listConnections(trx, workspaceId);
  return {
    attention: {
      failedPayments,
      disputes,
      fraudWarnings,
      reviews,
      pastDue,
      expiringCards: cards,
      expiryMonth,
      failingAutomations: await failingAutomations(trx, workspaceId, {
        since: new Date(services.now().getTime() - RECENT_DAYS * 86_400_000),
        most: MAX_COUNTED_RUNS,
        limit: MAX_AUTOMATIONS,
      }),
      connections: connections
        .filter(({ status }) => status === "needs_reauth" || status === "degraded")
        .map(({ provider, label, accountId, lastError }) => ({
          provider: isProviderId(provider) ? getProvider(provider).manifest.name : provider,
          label: label || accountId,
          problem: lastError ?? "The account has to be connected again.",
        })),
    },
    names: await namesFor(trx, connectionId, [
      ...failedPayments,
      ...fraudWarnings,
      ...reviews,
      ...pastDue,
      ...cards,
      ...disputes,
    ]),
  };
}
