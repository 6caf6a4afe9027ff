import { z } from "zod";

import { metricSchema, type Metric } from "@/lib/contracts/metrics";
import { AppError } from "@/lib/core/errors";
import { nearest } from "@/lib/core/text";
import type { Transaction } from "@/lib/db/database";
import { paidBy, riskCounts } from "@/lib/db/volume";
import { METRICS } from "@/lib/metrics/definitions";
import type { Span } from "@/lib/metrics/range";
import { arpu } from "@/lib/metrics/rates";
import { multiply, rational, round } from "@/lib/metrics/rational";
import type { RecurringDays } from "@/lib/metrics/recurring";

import { defineVerb } from "../define";
import { basisInput, comparable, readBasis, recurringDays, volumePlace, type Basis } from "./basis";
import { endsOf, movementsIn } from "./recurring";
import { revenueFigures } from "./revenue";
import { volumeFigures, volumeIn } from "./volume";

const GROUPS = ["outcome", "method", "country", "movement"] as const;
type Group = (typeof GROUPS)[number];

const byId = <Value>(pairs: readonly (readonly [{ readonly id: string }, Value])[]) =>
  new Map(pairs.map(([{ id }, value]) => [id, value]));

/** The groups by which a figure can be divided. */
const GROUPS_OF = byId<readonly Group[]>([
  [METRICS.grossVolume, ["method", "country"]],
  [METRICS.payments, ["outcome"]],
  [METRICS.mrr, ["movement"]],
]);

type Volume = Awaited<ReturnType<typeof volumeIn>>;
const rate = ({ paid, failed }: Volume) =>
  paid.map((count, index) => {
    const all = count + (failed[index] ?? 0);
    return all === 0 ? null : count / all;
  });

const VOLUME_SERIES = byId<(volume: Volume) => readonly (number | null)[]>([
  [METRICS.grossVolume, ({ gross }) => gross],
  [METRICS.netVolume, ({ net }) => net],
  [METRICS.payments, ({ paid }) => paid],
  [METRICS.successRate, rate],
]);

const averageAt = (days: RecurringDays, day: string): number | null => {
  const { mrr, subscribers } = days.at(day);
  const average = arpu(mrr, subscribers);
  return average && round(average);
};

/** Figures that are known at the end of each day. */
const DAY_SERIES = byId<(days: RecurringDays, day: string) => number | null>([
  [METRICS.mrr, (days, day) => round(days.at(day).mrr)],
  [METRICS.arr, (days, day) => round(multiply(days.at(day).mrr, rational(12)))],
  [METRICS.subscribers, (days, day) => days.at(day).subscribers],
  [METRICS.churn, (days, day) => days.churnAt(day)],
  [METRICS.arpu, averageAt],
]);

/** Ids of the figures that have a value. Who stays is a table. */
const IDS = Object.values(METRICS)
  .map(({ id }) => id)
  .filter((id) => id !== METRICS.retention.id);

const refuse = (field: string, message: string) =>
  new AppError("invalid", `${field}: ${message}`, { details: { fields: [field] } });

function check(metric: string, group: Group | undefined): void {
  if (!IDS.includes(metric)) {
    const near = nearest(metric, IDS);
    const hint = near === undefined ? "" : ` Did you mean “${near}”?`;
    throw refuse(
      "metric",
      `there is no metric “${metric}”.${hint} The metrics are ${IDS.join(", ")}.`,
    );
  }
  const groups = GROUPS_OF.get(metric) ?? [];
  if (group === undefined || groups.includes(group)) return;
  const offer = groups.length > 0 ? `Use ${groups.join(" or ")}.` : "Leave it out.";
  throw refuse("group", `“${metric}” is not divided by ${group}. ${offer}`);
}

type Answer = Omit<Metric, keyof Basis>;

async function volumeMetric(
  trx: Transaction,
  basis: Basis,
  metric: string,
  group: Group | undefined,
): Promise<Answer> {
  const { now: span, before: earlier } = basis.range;
  const now = await volumeIn(trx, basis, span);
  const before = earlier && (await volumeIn(trx, basis, earlier));
  const figure = volumeFigures(now, before).find((one) => one.metric === metric);
  const series = VOLUME_SERIES.get(metric);
  if (!figure || !series) throw refuse("metric", `there is no metric “${metric}”.`);
  const place = volumePlace(basis, span);
  return {
    figure,
    series: { now: series(now), before: before && series(before) },
    isSoFar: basis.range.isSoFar,
    outcomes: group === "outcome" ? { succeeded: now.paid, failed: now.failed } : null,
    movements: null,
    paidBy: group === "method" || group === "country" ? await paidBy(trx, place, group) : null,
  };
}

async function revenueMetric(
  trx: Transaction,
  basis: Basis,
  metric: string,
  group: Group | undefined,
): Promise<Answer> {
  const { now, before } = basis.range;
  const days = await recurringDays(trx, basis);
  const risk = await riskCounts(trx, volumePlace(basis, now));
  const figures = await revenueFigures(trx, basis, { days, risk });
  const figure = figures.find((one) => one.metric === metric);
  if (!figure) throw refuse("metric", `there is no metric “${metric}”.`);
  const valueAt = DAY_SERIES.get(metric);
  const course = (span: Span) => endsOf(span).map((day) => valueAt?.(days, day) ?? null);
  return {
    figure,
    series: valueAt ? { now: course(now), before: before && course(before) } : null,
    isSoFar: false, // recurring revenue is known at each moment
    outcomes: null,
    movements: group === "movement" ? movementsIn(days, now) : null,
    paidBy: null,
  };
}

/** The figure and its course without an earlier time in which the account did not exist. */
function comparedOf({ figure, series }: Answer, basis: Basis): Pick<Answer, "figure" | "series"> {
  const [shown = figure] = comparable([figure], basis);
  return {
    figure: shown,
    series: series && basis.lacksEarlier ? { ...series, before: null } : series,
  };
}

/** One figure of a connected account, with its course over a time or with its parts. */
export const getMetric = defineVerb({
  name: "metrics.get",
  description:
    "Returns one figure of a connected account for a time in one currency, with its course, the time before, and its parts if they are asked for.",
  effect: "read",
  role: "viewer",
  input: basisInput.extend({
    /** An id of docs/reference/metrics.md. */
    metric: z.string().min(1).max(60),
    group: z.enum(GROUPS).optional(),
  }),
  output: metricSchema,
  async run(context, { metric, group, ...input }): Promise<Metric> {
    check(metric, group);
    return context.services.db.withUser(context.user, async (trx) => {
      const basis = await readBasis(trx, context, input);
      const read = VOLUME_SERIES.has(metric) ? volumeMetric : revenueMetric;
      const answer = await read(trx, basis, metric, group);
      const { connection: _connection, ...shown } = basis;
      return { ...shown, ...answer, ...comparedOf(answer, basis) };
    });
  },
});
