import { z } from "zod";

import { revenueSchema, type Revenue } from "@/lib/contracts/metrics";
import { addDays, dayOf } from "@/lib/core/days";
import type { Transaction } from "@/lib/db/database";
import { customersBehind, customerTurns, type CustomerChange } from "@/lib/db/mrr-reads";
import { countByStatus, namesOf } from "@/lib/db/object-lists";
import { riskCounts, trialCounts, type RiskCounts } from "@/lib/db/volume";
import { cohortsOf } from "@/lib/metrics/cohorts";
import { METRICS } from "@/lib/metrics/definitions";
import { MOVEMENTS } from "@/lib/metrics/movements";
import {
  arpu,
  churnRate,
  grossMrrChurn,
  lifetimeValue,
  netMrrChurn,
  shareOf,
} from "@/lib/metrics/rates";
import { rational, multiply, round, toNumber, type Rational } from "@/lib/metrics/rational";
import type { RecurringDays } from "@/lib/metrics/recurring";

import { defineVerb } from "../define";
import {
  basisInput,
  comparable,
  figure,
  readBasis,
  recurringDays,
  shareFigure,
  volumePlace,
  type Basis,
} from "./basis";
import { movementsIn, recurringSeries } from "./recurring";

const COHORTS = 12;
const CUSTOMERS = 200;

const wholeOrNull = (value: Rational | null): number | null => value && round(value);
const shareOrNull = (value: Rational | null): number | null => value && toNumber(value);

/** The figures of a day and of the span that ends with it. */
function figuresAt(days: RecurringDays, { from, to }: { from: string; to: string }) {
  const { mrr, subscribers } = days.at(to);
  const start = days.at(addDays(from, -1)).mrr;
  const { sums } = days.between(from, to);
  const counts = days.subscribersUntil(to);
  const average = arpu(mrr, subscribers);
  return {
    mrr: round(mrr),
    arr: round(multiply(mrr, rational(12))),
    subscribers,
    churn: churnRate(counts),
    gross: shareOrNull(grossMrrChurn(sums, start)),
    net: shareOrNull(netMrrChurn(sums, start)),
    arpu: wholeOrNull(average),
    ltv: wholeOrNull(lifetimeValue(average, counts)),
  };
}

function recurringFigures(days: RecurringDays, { range }: Basis) {
  const now = figuresAt(days, range.now);
  const then = range.before && figuresAt(days, range.before);
  return [
    figure(METRICS.mrr, "money", now.mrr, { before: then && then.mrr }),
    figure(METRICS.arr, "money", now.arr, { before: then && then.arr }),
    figure(METRICS.subscribers, "count", now.subscribers, { before: then && then.subscribers }),
    shareFigure(METRICS.churn, now.churn, then && then.churn.value),
    figure(METRICS.grossMrrChurn, "share", now.gross, { before: then && then.gross }),
    figure(METRICS.netMrrChurn, "share", now.net, { before: then && then.net }),
    figure(METRICS.arpu, "money", now.arpu, { before: then && then.arpu }),
    figure(METRICS.ltv, "money", now.ltv, { before: then && then.ltv }),
  ];
}

const riskFigures = ({ failed, recovered, paid, disputed, disputes, won, lost }: RiskCounts) => [
  shareFigure(METRICS.recovery, shareOf(recovered, failed)),
  shareFigure(METRICS.disputeActivity, shareOf(disputes, paid)),
  shareFigure(METRICS.disputeRate, shareOf(disputed, paid)),
  shareFigure(METRICS.disputesWon, shareOf(won, won + lost)),
];

/** Trials that ended in the time. Those of the rest of today have not ended yet. */
async function trialFigure(trx: Transaction, basis: Basis) {
  const place = volumePlace(basis, basis.range.now);
  const end = place.end > basis.asOf ? basis.asOf : place.end;
  const { ended, converted } = await trialCounts(trx, { ...place, end });
  return shareFigure(METRICS.trialConversion, shareOf(converted, ended));
}

/** All figures of recurring revenue, trials, recovered payments and disputes. */
export const revenueFigures = async (
  trx: Transaction,
  basis: Basis,
  { days, risk }: { readonly days: RecurringDays; readonly risk: RiskCounts },
) => [...recurringFigures(days, basis), await trialFigure(trx, basis), ...riskFigures(risk)];

const minor = (numerator: string, denominator: string): number =>
  round(rational(BigInt(numerator), BigInt(denominator)));

async function customersOf(
  trx: Transaction,
  { connection, currency, range }: Basis,
  kind: string | undefined,
): Promise<Revenue["customers"]> {
  if (kind === undefined) return [];
  const place = { connectionId: connection.id, currency };
  const { from, to } = range.now;
  const changes = await customersBehind(trx, place, { kind, from, to, limit: CUSTOMERS });
  const ids = changes.map(({ customer }) => customer);
  const names = await namesOf(trx, connection.id, "customer", ids);
  return changes.map(({ customer, day, ...change }: CustomerChange) => ({
    customer,
    name: names.get(customer) ?? null,
    day,
    before: minor(change.beforeN, change.beforeD),
    after: minor(change.afterN, change.afterD),
  }));
}

/** Recurring revenue: how it moved, who stays, trials, recovered payments and disputes. */
export const metricsRevenue = defineVerb({
  name: "metrics.revenue",
  description:
    "Returns the recurring revenue of a connected account for a time in one currency: its movements and the customers behind them, churn, retention, trials, recovered payments and disputes.",
  effect: "read",
  role: "viewer",
  input: basisInput.extend({
    /** Names the movement whose customers are returned. */
    movement: z.enum(MOVEMENTS).optional(),
  }),
  output: revenueSchema,
  async run(context, { movement, ...input }): Promise<Revenue> {
    const { services, user } = context;
    return services.db.withUser(user, async (trx) => {
      const { connection, ...basis } = await readBasis(trx, context, input);
      const whole = { ...basis, connection };
      const { range, currency, account, asOf } = basis;
      const days = await recurringDays(trx, whole);
      const risk = await riskCounts(trx, volumePlace(whole, range.now));
      const today = dayOf(asOf, account.timeZone);
      const last = range.now.to < today ? range.now.to : today;
      const turns = await customerTurns(trx, { connectionId: connection.id, currency }, last);
      const trialing = await countByStatus(
        trx,
        { connectionId: connection.id, type: "subscription", currency },
        ["trialing"],
      );
      return {
        ...basis,
        figures: comparable(await revenueFigures(trx, whole, { days, risk }), basis),
        recurring: recurringSeries(days, range.now),
        movements: movementsIn(days, range.now),
        trialing: trialing.get("trialing") ?? 0,
        cohorts: cohortsOf(turns, last, COHORTS),
        recovery: { failed: risk.failedSum, recovered: risk.recoveredSum },
        customers: await customersOf(trx, whole, movement),
      };
    });
  },
});
