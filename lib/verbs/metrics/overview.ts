import { overviewSchema, type Overview, type VolumeSeries } from "@/lib/contracts/metrics";
import type { ConnectionRow } from "@/lib/db/connections";
import type { Transaction } from "@/lib/db/database";
import { listObjects } from "@/lib/db/object-lists";
import { failuresByReason, paidBy, volumeByPart } from "@/lib/db/volume";
import { METRICS } from "@/lib/metrics/definitions";
import type { Span, TimeRange } from "@/lib/metrics/range";
import { churnRate, shareOf } from "@/lib/metrics/rates";
import { round } from "@/lib/metrics/rational";
import type { RecurringDays } from "@/lib/metrics/recurring";

import { readThrough } from "../connections/call";
import { defineVerb } from "../define";
import { namesFor } from "../objects/list";
import type { Services } from "../types";
import { readAttention } from "./attention";
import {
  basisInput,
  figure,
  readBasis,
  recurringDays,
  shareFigure,
  volumePlace,
  type Basis,
} from "./basis";
import { movementsIn, recurringSeries } from "./recurring";

/** How long an answer waits for Stripe's balance, which the copy does not hold. */
const PATIENCE_MS = 1500;
const RECENT = 12;
const PAYOUTS = 5;

async function volumeIn(trx: Transaction, basis: Basis, span: Span): Promise<VolumeSeries> {
  const starts = span.buckets.map(({ start }) => start);
  const parts = await volumeByPart(trx, volumePlace(basis, span), starts);
  const byPart = new Map(parts.map((one) => [one.part, one]));
  const series = (name: "gross" | "net" | "paid" | "failed") =>
    starts.map((_, index) => byPart.get(index + 1)?.[name] ?? 0);
  return {
    gross: series("gross"),
    net: series("net"),
    paid: series("paid"),
    failed: series("failed"),
  };
}

const total = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

/** The figures of payments, from what each part of the time has. */
function volumeFigures(now: VolumeSeries, before: VolumeSeries | null) {
  const of = (name: keyof VolumeSeries) => ({
    value: total(now[name]),
    before: before && total(before[name]),
  });
  const rate = ({ paid, failed }: VolumeSeries) =>
    shareOf(total(paid), total(paid) + total(failed));
  const [gross, net, paid] = [of("gross"), of("net"), of("paid")];
  return [
    figure(METRICS.grossVolume, "money", gross.value, gross),
    figure(METRICS.netVolume, "money", net.value, net),
    figure(METRICS.payments, "count", paid.value, paid),
    shareFigure(METRICS.successRate, rate(now), before && rate(before).value),
  ];
}

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
        figures: [...volumeFigures(volume.now, volume.before), ...recurringFigures(days, range)],
        volume,
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
