import type { TableColumn, TableRow } from "@/components/business/object-table";
import type { BarRow } from "@/components/metrics/bar-list";
import { inAccount } from "@/lib/business/accounts";
import { amount, cellContext, created, method, payer, status } from "@/lib/business/cells";
import { declineOf } from "@/lib/business/declines";
import { countText, shareText, splitAmount } from "@/lib/business/figures";
import { pathOf } from "@/lib/business/lists";
import type { TileKey } from "@/lib/business/overview-layout";
import { paidRows } from "@/lib/business/paid-rows";
import { dateIn } from "@/lib/business/read";
import { arrivalText, brandName, countryName } from "@/lib/business/words";
import type { Figure, Overview } from "@/lib/contracts/metrics";
import { formatMinor } from "@/lib/core/money";
import { aboutFigure } from "@/lib/figures/about";
import { toTile, type TileView } from "@/lib/figures/tile";

/** Finds a figure of an answer by the id of its metric. */
export function figureOf(figures: readonly Figure[], metric: string): Figure {
  const found = figures.find((figure) => figure.metric === metric);
  if (!found) throw new Error(`The answer has no figure “${metric}”.`);
  return found;
}

const NOT_TOLD = { change: null, spark: null, main: "—", cents: "" } as const;

function balanceTile({ balance, currency }: Overview): TileView {
  const words = {
    label: "Balance",
    definition: "What Stripe holds for you now, and can pay out.",
  };
  if (!balance) return { ...words, ...NOT_TOLD, note: "Stripe did not answer in time" };
  const of = (all: NonNullable<Overview["balance"]>["available"]) =>
    all.find((one) => one.currency === currency)?.amount ?? 0;
  return {
    ...words,
    ...splitAmount(formatMinor(of(balance.available), currency)),
    change: null,
    note: `available + ${formatMinor(of(balance.pending), currency)} pending`,
    spark: null,
  };
}

function payoutTile({ payouts, currency }: Overview): TileView {
  const words = { label: "Next payout", definition: "The next payout on its way to your bank." };
  const next = payouts
    .filter((payout) => payout.currency === currency && payout.amount !== null)
    .toSorted(
      (left, right) =>
        (dateIn(left.data, "arrival_date")?.getTime() ?? 0) -
        (dateIn(right.data, "arrival_date")?.getTime() ?? 0),
    )[0];
  if (!next) return { ...words, ...NOT_TOLD, note: "None is on its way" };
  return {
    ...words,
    ...splitAmount(formatMinor(next.amount ?? 0, currency)),
    change: null,
    note: arrivalText(next),
    spark: null,
  };
}

/** The tiles of the first page, by their keys. */
export function overviewTiles(overview: Overview): Readonly<Record<TileKey, TileView>> {
  const { figures, currency, volume, recurring, range, asOf } = overview;
  const { isSoFar } = range;
  const past = range.now.buckets.filter(({ start }) => start <= asOf).length;
  const figure = (metric: string) => figureOf(figures, metric);
  const rate = figure("payment_success_rate");
  const churn = figure("subscriber_churn_rate");
  const soFar = <Value>(values: readonly Value[]) => values.slice(0, past);
  const { gross, net, paid } = volume.now;
  const tile = (metric: string, more: Parameters<typeof toTile>[2]) =>
    toTile(figure(metric), currency, { about: aboutFigure(figure(metric), overview), ...more });
  return {
    gross_volume: tile("gross_volume", { series: soFar(gross), isSoFar }),
    net_volume: tile("net_volume", { series: soFar(net), isSoFar, note: "after fees" }),
    successful_payments: tile("successful_payments", {
      series: soFar(paid),
      isSoFar,
      note: rate.value === null ? null : `${shareText(rate.value)} succeeded`,
    }),
    mrr: tile("mrr", { series: soFar(recurring.mrr) }),
    active_subscribers: tile("active_subscribers", { series: soFar(recurring.subscribers) }),
    subscriber_churn_rate: tile(churn.metric, {
      series: soFar(recurring.churn).map((share) => share ?? 0),
      note: churn.parts && `${countText(churn.parts.part)} of ${countText(churn.parts.whole)}`,
    }),
    balance: balanceTile(overview),
    next_payout: payoutTile(overview),
  };
}

const COLUMNS = [amount, status, payer, method, created()];

/** The newest payments as rows of a table. `linked`: id of the account that links name. */
export function recentPayments(
  { account, recent, names }: Overview,
  now: Date,
  linked: string | undefined,
) {
  const context = cellContext({ account, names }, now);
  const columns: TableColumn[] = COLUMNS.map(({ key, heading, isNumber = false }) => ({
    key,
    heading,
    isNumber,
  }));
  const pages = Object.fromEntries(
    recent.map(({ type, id }) => [id, inAccount(pathOf(type, id) ?? "/payments", linked)]),
  );
  const rows: TableRow[] = recent.map((payment) => ({
    id: payment.id,
    href: pages[payment.id] ?? "/payments",
    isOpen: false,
    cells: COLUMNS.map((column) => column.cell(payment, context)),
  }));
  return { columns, rows, pages };
}

/** Sums that were paid by each method or from each country, the largest sum first. */
const barsOf = (
  all: Overview["methods"],
  currency: string,
  nameOf: (name: string) => string,
): BarRow[] =>
  paidRows(all, nameOf).map(({ name, count, sum, share }) => ({
    name,
    value: formatMinor(sum, currency),
    note: `· ${countText(count)}`,
    share,
  }));

/** How customers paid. */
export const methodRows = ({ methods, currency }: Overview): BarRow[] =>
  barsOf(methods, currency, brandName);

/** From where customers paid: the countries of their cards. */
export const countryRows = ({ countries: all, currency }: Overview): BarRow[] =>
  barsOf(all, currency, countryName);

const MAX_REASONS = 6;

/** The reasons why payments failed, with those that read alike counted together. */
export function failureRows({ failures, currency }: Overview): BarRow[] {
  const byReason = new Map<string, { count: number; sum: number }>();
  for (const { code, declineCode, count, sum } of failures) {
    const reason = declineOf(code, declineCode)?.reason ?? "No reason given";
    const known = byReason.get(reason) ?? { count: 0, sum: 0 };
    byReason.set(reason, { count: known.count + count, sum: known.sum + sum });
  }
  const all = [...byReason].toSorted(([, left], [, right]) => right.count - left.count);
  const most = all[0]?.[1].count ?? 1;
  const shown = all.slice(0, MAX_REASONS);
  const rest = all.slice(MAX_REASONS);
  const others = rest.reduce(
    (sum, [, one]) => ({ count: sum.count + one.count, sum: sum.sum + one.sum }),
    { count: 0, sum: 0 },
  );
  return [...shown, ...(rest.length > 0 ? [["Other reasons", others] as const] : [])].map(
    ([name, { count, sum }]) => ({
      name,
      value: countText(count),
      note: `· ${formatMinor(sum, currency)}`,
      share: count / most,
    }),
  );
}
