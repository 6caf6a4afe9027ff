import { z } from "zod";

import type { Figure, MetricsBasis } from "@/lib/contracts/metrics";
import { addDays, dayOf, dayStart } from "@/lib/core/days";
import type { ConnectionRow } from "@/lib/db/connections";
import type { Transaction } from "@/lib/db/database";
import { mrrCurrencies, mrrSums } from "@/lib/db/mrr-reads";
import { currenciesOf, firstObjectAt } from "@/lib/db/object-choices";
import { BUCKET_SIZES } from "@/lib/metrics/buckets";
import type { MetricDefinition } from "@/lib/metrics/definitions";
import { COMPARISONS, RANGES, readRange, type Span, type TimeRange } from "@/lib/metrics/range";
import type { Share } from "@/lib/metrics/rates";
import { CHURN_DAYS, daysBetween, RecurringDays } from "@/lib/metrics/recurring";

import { chooseAccount, toAccount } from "../objects/account";
import type { Context } from "../types";
import { readCoverage } from "./coverage";

/** The account, time and currency of figures. */
export const basisInput = z.object({
  /** The account; the one that was connected first if it is left out. */
  connection: z.uuid().optional(),
  range: z.enum(RANGES).optional(),
  /** First and last day of the range `custom`, as `2026-11-30`. */
  from: z.string().max(10).optional(),
  to: z.string().max(10).optional(),
  compare: z.enum(COMPARISONS).optional(),
  by: z.enum(BUCKET_SIZES).optional(),
  currency: z.string().length(3).toLowerCase().optional(),
});
export type BasisInput = z.output<typeof basisInput>;

/** The account, time and currency that the figures of an answer are of. */
export interface Basis extends MetricsBasis {
  readonly connection: ConnectionRow;
  readonly range: TimeRange;
}

/** Reads what figures are asked for. Throws "conflict" if no account is connected. */
export async function readBasis(
  trx: Transaction,
  { workspaceId, services }: Context,
  input: BasisInput,
): Promise<Basis> {
  const connection = await chooseAccount(trx, workspaceId, input.connection);
  const account = toAccount(connection);
  const now = services.now();
  const { range, problems } = readRange(input, { timeZone: account.timeZone, now });
  const found = new Set([
    ...(await currenciesOf(trx, connection.id, "payment")),
    ...(await mrrCurrencies(trx, connection.id)),
  ]);
  const own = account.currency?.toLowerCase() ?? "usd";
  const currencies = found.size === 0 ? [own] : [...found];
  const usual = found.has(own) ? own : (currencies[0] ?? own);
  const wanted = input.currency ?? usual;
  const isKnown = currencies.includes(wanted);
  const first = range.before && (await firstObjectAt(trx, connection.id));
  const currency = isKnown ? wanted : usual;
  return {
    connection,
    account,
    currency,
    currencies,
    range,
    lacksEarlier:
      !!first &&
      !!range.before &&
      range.before.start < dayStart(dayOf(first, account.timeZone), account.timeZone),
    problems: isKnown
      ? problems
      : [
          ...problems,
          `Nothing was paid in ${wanted.toUpperCase()} yet. These are figures in ${usual.toUpperCase()}.`,
        ],
    asOf: now,
    coverage: await readCoverage(trx, connection, currency),
  };
}

/** The place and time of a span, for reading volume. */
export const volumePlace = ({ connection, currency }: Basis, { start, end }: Span) => ({
  connectionId: connection.id,
  currency,
  start,
  end,
});

/** Reads recurring revenue day by day, from far enough back for the churn of the first day. */
export async function recurringDays(trx: Transaction, basis: Basis): Promise<RecurringDays> {
  const { connection, currency, range } = basis;
  const first = range.before?.from ?? range.now.from;
  const from = addDays(first < range.now.from ? first : range.now.from, -CHURN_DAYS - 1);
  const days = daysBetween(from, range.now.to);
  const place = { connectionId: connection.id, currency };
  return new RecurringDays(await mrrSums(trx, place, { days, to: range.now.to }), days);
}

type Value = number | null;

/** A figure with its definition. */
export function figure(
  { id, version, label, definition }: MetricDefinition,
  unit: Figure["unit"],
  value: Value,
  more: { readonly before?: Value; readonly parts?: Figure["parts"] } = {},
): Figure {
  const { before = null, parts = null } = more;
  return { metric: id, version, label, definition, unit, value, before, parts };
}

/** Figures without comparisons with a time in which the account did not exist: their percentages would mean nothing. */
export const comparable = (
  figures: readonly Figure[],
  { lacksEarlier }: Pick<Basis, "lacksEarlier">,
): Figure[] =>
  figures.map((one) =>
    lacksEarlier && one.before !== null ? { ...one, before: null, lacksEarlier } : one,
  );

/** A share as a figure, with what it is a share of. */
export const shareFigure = (
  metric: MetricDefinition,
  { value, part, whole }: Share,
  before: Value = null,
): Figure => figure(metric, "share", value, { before, parts: { part, whole } });
