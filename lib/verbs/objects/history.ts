import { z } from "zod";

import type { Catalogue } from "@/lib/automations/catalogue";
import { eventLine } from "@/lib/automations/event-line";
import { groupByPayment, paymentLine } from "@/lib/business/payment-events";
import { textIn } from "@/lib/business/read";
import { personText } from "@/lib/business/words";
import { objectHistorySchema, type ObjectHistory } from "@/lib/contracts/objects";
import { linkIn } from "@/lib/core/output-link";
import { listConnections } from "@/lib/db/connections";
import type { Transaction } from "@/lib/db/database";
import {
  eventsOfObjects,
  runsOfEvents,
  seqsOfObjects,
  type StartedRun,
} from "@/lib/db/object-history";
import { objectsByKey, objectsByParent, objectsOfCustomer } from "@/lib/db/objects";
import { stepsOfRuns } from "@/lib/db/steps";

import { defineVerb } from "../define";
import { seenAt } from "../runs/seen-at";
import type { Context } from "../types";
import { chooseAccount } from "./account";
import { namesFor } from "./list";

const MAX_EVENTS = 50;
/** Events that are read to find the newest by time, which the log is not ordered by. */
const MAX_READ = 300;
/** Events whose runs are listed: more than are shown, because few start one. */
const MAX_STARTING = 1000;
/** Objects whose events a customer's history includes. */
const OF_CUSTOMER = { types: ["payment", "subscription", "invoice"], limit: 10 } as const;

/** The ids that the events of an object name, and who its payments are from. */
async function subjectsOf(
  trx: Transaction,
  connectionId: string,
  { type, id }: { readonly type: string | undefined; readonly id: string },
): Promise<{ ids: readonly string[]; person: string | null }> {
  if (type !== "payment" && type !== "customer") return { ids: [id], person: null };
  const [object] = await objectsByKey(trx, connectionId, [{ type, id }]);
  if (!object) return { ids: [id], person: null };
  const objects =
    type === "payment" ? [object] : await objectsOfCustomer(trx, connectionId, id, OF_CUSTOMER);
  // What a payment consists of has events of its own: each attempt, refund and dispute.
  const parts = type === "payment" ? await objectsByParent(trx, connectionId, [id]) : [];
  const ids = [
    ...objects.flatMap((one) => [one.id, textIn(one.data, "charge") ?? one.id]),
    ...parts.map((part) => part.id),
  ];
  return {
    ids: [...new Set([id, ...ids])],
    person:
      type === "customer"
        ? object.label
        : personText(object, await namesFor(trx, connectionId, [object])),
  };
}

/** The events as lines for people, those of one payment in one line that holds them. */
function toLines(
  events: Awaited<ReturnType<typeof eventsOfObjects>>,
  catalogue: Catalogue,
  person: string | null,
): ObjectHistory["events"] {
  return groupByPayment(events).map(({ events: parts }) => {
    const lines = parts.map(({ seq, type, time, data }) => ({
      seq,
      time,
      line: eventLine({ type, data }, catalogue),
    }));
    const [{ seq, type, time, data }] = parts;
    const line = paymentLine(parts, person) ?? eventLine({ type, data }, catalogue);
    return { seq, time, line, parts: lines.length > 1 ? lines : [] };
  });
}

/** Adds to runs the pages that show what their steps made, each once. */
async function withLinks(
  context: Pick<Context, "services" | "workspaceId">,
  trx: Transaction,
  runs: readonly StartedRun[],
): Promise<ObjectHistory["runs"]> {
  const steps = await stepsOfRuns(
    trx,
    runs.map(({ id }) => id),
  );
  const connections = await listConnections(trx, context.workspaceId);
  const byRun = Map.groupBy(steps, ({ runId }) => runId);
  return runs.map((run) => {
    const links = (byRun.get(run.id) ?? []).flatMap(
      (step) => seenAt(context, step, connections) ?? linkIn(step.output) ?? [],
    );
    return { ...run, links: [...new Map(links.map((link) => [link.url, link])).values()] };
  });
}

/** Events about an object, and the runs of automations that they started. */
export const objectHistory = defineVerb({
  name: "objects.history",
  description:
    "Lists the events about an object of a connected account, those of one payment together, and the runs that they started, newest first.",
  effect: "read",
  role: "viewer",
  input: z.object({
    /** Of a customer, the events of the newest payments, subscriptions and invoices are included. */
    type: z.string().min(1).max(60).optional(),
    id: z.string().min(1).max(300),
    connection: z.uuid().optional(),
  }),
  output: objectHistorySchema,
  async run({ services, user, workspaceId }, { type, id, connection }) {
    const { account, subjects } = await services.db.withUser(user, async (trx) => {
      const row = await chooseAccount(trx, workspaceId, connection);
      return { account: row, subjects: await subjectsOf(trx, row.id, { type, id }) };
    });
    const about = { connectionId: account.id, ids: subjects.ids };
    const found = await eventsOfObjects(services.db, workspaceId, about, MAX_READ);
    // Events of the time before the connection stand in the log where they were imported.
    const events = found
      .toSorted((a, b) => Date.parse(b.time) - Date.parse(a.time))
      .slice(0, MAX_EVENTS);
    const seqs = await seqsOfObjects(services.db, workspaceId, about, MAX_STARTING);
    const runs = await services.db.withUser(user, async (trx) => {
      const started = await runsOfEvents(trx, workspaceId, seqs);
      return withLinks({ services, workspaceId }, trx, started);
    });
    return { events: toLines(events, services.catalogue, subjects.person), runs };
  },
});
