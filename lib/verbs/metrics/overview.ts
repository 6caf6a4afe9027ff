import { overviewSchema, type Overview } from "@/lib/contracts/metrics";
import type { ConnectionRow } from "@/lib/db/connections";
import { listObjects } from "@/lib/db/object-lists";
import { failuresByReason, paidBy } from "@/lib/db/volume";
import { METRICS } from "@/lib/metrics/definitions";
import type { TimeRange } from "@/lib/metrics/range";
import { churnRate } from "@/lib/metrics/rates";
import { round } from "@/lib/metrics/rational";
import type { RecurringDays } from "@/lib/metrics/recurring";

import { readThrough } from "../connections/call";
import { defineVerb } from "../define";
import { namesFor } from "../objects/list";
import type { Services } from "../types";
import { readAttention } from "./attention";
import {
  basisInput,
  comparable,
  figure,
  readBasis,
  recurringDays,
  shareFigure,
  volumePlace,
} from "./basis";
import { movementsIn, recurringSeries } from "./recurring";
import { volumeFigures, volumeIn } from "./volume";

/** The longest time that an answer waits for Stripe's balance, which the copy does not hold. */
const PATIENCE_MS = 1500;
const RECENT = 12;
const PAYOUTS = 5;

/** The figures of subscriptions, at the end of the time and of the one before. */
function recurringFigures(days: RecurringDays, { now, before }: TimeRange) {
  const today = days.at(now.to);
  const then = before && days.at(before.to);
  return [
    figure(METRICS.mrr, "money", round(today.mrr), { before: then && round(then.mrr) }),
    figure(METRICS.subscribers, "count", today.subscribers, { before: then && then.subscribers }),
    shareFigure(
      METRICS.churn,
      churnRate(days.subscribersUntil(now.to)),
      before && days.churnAt(before.to),
    ),
  ];
}

type Balance = NonNullable<Overview["balance"]>;

/** Asks Stripe for the balance; `null` if it does not answer soon. */
async function readBalance(services: Services, connection: ConnectionRow): Promise<Balance | null> {
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), PATIENCE_MS).unref());
  const asked = readThrough(services, connection, "balance.get", { input: {} })
    .then(({ output }) => {
      const { available, pending } = output as Balance; // the operation's schema checks it
      const amounts = (all: Balance["available"]) =>
        all.map(({ amount, currency }) => ({ amount, currency }));
      return { available: amounts(available), pending: amounts(pending) };
    })
    .catch(() => null);
  return Promise.race([asked, late]);
}

/** The figures of the first page: volume, payments, recurring revenue, and what needs attention. */
export const metricsOverview = defineVerb({
  name: "metrics.overview",
  description:
    "Returns the figures of a connected account for a time in one currency: volume, payments, recurring revenue, balance, and what needs attention.",
  effect: "read",
  role: "viewer",
  input: basisInput,
  output: overviewSchema,
  async run(context, input): Promise<Overview> {
    const { services, user } = context;
    const { connection, ...answer } = await services.db.withUser(user, async (trx) => {
      const basis = await readBasis(trx, context, input);
      const { range } = basis;
      const place = volumePlace(basis, range.now);
      const volume = {
        now: await volumeIn(trx, basis, range.now),
        before: range.before && (await volumeIn(trx, basis, range.before)),
      };
      const days = await recurringDays(trx, basis);
      const { attention, names } = await readAttention(trx, context, basis);
      const of = { connectionId: basis.connection.id };
      const newest = { sort: "created", descending: true } as const;
      const recent = await listObjects(
        trx,
        { ...of, type: "payment" },
        { ...newest, limit: RECENT },
      );
      const payouts = await listObjects(
        trx,
        { ...of, type: "payout", statuses: ["pending", "in_transit"] },
        { ...newest, descending: false, limit: PAYOUTS },
      );
      return {
        ...basis,
        figures: comparable(
          [...volumeFigures(volume.now, volume.before), ...recurringFigures(days, range)],
          basis,
        ),
        volume: { ...volume, before: basis.lacksEarlier ? null : volume.before },
        recurring: recurringSeries(days, range.now),
        movements: movementsIn(days, range.now),
        payouts,
        failures: await failuresByReason(trx, place),
        methods: await paidBy(trx, place, "method"),
        countries: await paidBy(trx, place, "country"),
        attention,
        recent,
        names: { ...(await namesFor(trx, basis.connection.id, recent)), ...names },
      };
    });
    return { ...answer, balance: await readBalance(services, connection) };
  },
});
