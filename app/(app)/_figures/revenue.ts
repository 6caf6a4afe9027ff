import type { BarRow } from "@/components/metrics/bar-list";
import type { CohortRow } from "@/components/metrics/cohort-table";
import type { MovedCustomer, MovementRow } from "@/components/metrics/movement-table";
import { inAccount } from "@/lib/business/accounts";
import { withAddress, type Address } from "@/lib/business/address";
import { countText, figureText, shareText } from "@/lib/business/figures";
import { pathOf } from "@/lib/business/lists";
import { isErasedCustomer } from "@/lib/contracts/customer";
import type { Figure, Revenue } from "@/lib/contracts/metrics";
import { formatMinor } from "@/lib/core/money";
import { aboutFigure } from "@/lib/figures/about";
import { toTile, type TileView } from "@/lib/figures/tile";
import { MOVEMENT_NAMES } from "@/lib/metrics/movements";

import { signed } from "./charts";
import { figureOf } from "./overview";

const partsText = ({ parts }: Figure): string | null =>
  parts && `${countText(parts.part)} of ${countText(parts.whole)}`;

/** The tiles of recurring revenue. */
export function revenueTiles(revenue: Revenue): TileView[] {
  const { figures, currency, recurring, trialing } = revenue;
  const figure = (metric: string) => figureOf(figures, metric);
  const text = (metric: string) => figureText(figure(metric), currency);
  const churn = figure("subscriber_churn_rate");
  const averages = recurring.mrr.map((mrr, index) => {
    const subscribers = recurring.subscribers[index] ?? 0;
    return subscribers === 0 ? 0 : mrr / subscribers;
  });
  const tile = (metric: string, more?: Parameters<typeof toTile>[2]) =>
    toTile(figure(metric), currency, { about: aboutFigure(figure(metric), revenue), ...more });
  return [
    tile("mrr", { series: recurring.mrr, note: `ARR ${text("arr")}` }),
    tile("active_subscribers", {
      series: recurring.subscribers,
      note: `and ${countText(trialing)} on a trial`,
    }),
    tile(churn.metric, {
      series: recurring.churn.map((share) => share ?? 0),
      note: partsText(churn),
    }),
    tile("arpu", { series: averages, note: `LTV ${text("ltv")}` }),
    tile("net_mrr_churn_rate", {
      note: `gross ${text("gross_mrr_churn_rate")}`,
    }),
    tile("ltv"),
    tile("dispute_activity", { note: partsText(figure("dispute_activity")) }),
    tile("dispute_rate", { note: partsText(figure("dispute_rate")) }),
  ];
}

/** Trials, recovered payments and disputes as shares. */
export function rateRows({ figures, recovery, currency }: Revenue): BarRow[] {
  const row = (metric: string): BarRow => {
    const figure = figureOf(figures, metric);
    return {
      name: `${figure.label}${figure.parts ? ` · ${partsText(figure) ?? ""}` : ""}`,
      value: shareText(figure.value),
      share: figure.value ?? 0,
    };
  };
  const value = recovery.failed === 0 ? null : recovery.recovered / recovery.failed;
  return [
    row("trial_conversion_rate"),
    row("payment_recovery_rate"),
    {
      name: `Value recovered · ${formatMinor(recovery.recovered, currency)} of ${formatMinor(recovery.failed, currency)}`,
      value: shareText(value),
      share: value ?? 0,
    },
    row("disputes_won"),
  ];
}

const monthName = (month: string): string =>
  new Intl.DateTimeFormat("en-US", { month: "short", year: "numeric", timeZone: "UTC" }).format(
    new Date(`${month}-01T00:00:00Z`),
  );

/** Customers who stay, by the month in which they first paid. */
export const cohortRows = ({ cohorts }: Revenue): CohortRow[] =>
  cohorts.map(({ month, customers, kept }) => ({
    month: monthName(month),
    customers: countText(customers),
    shares: kept.map((count) => ({
      value: count / customers,
      text: `${Math.round((count / customers) * 100)}%`,
    })),
  }));

/** The movements with links to the customers behind them. */
export const movementRows = (
  { movements, currency }: Revenue,
  { path, address }: { path: string; address: Address },
): MovementRow[] =>
  movements.moves.map(({ kind, value, customers }) => ({
    name: MOVEMENT_NAMES[kind].long,
    amount: value === 0 ? formatMinor(0, currency) : signed(value, currency),
    customers: `${countText(customers)} ${customers === 1 ? "customer" : "customers"}`,
    href: withAddress(path, address, { movement: kind }),
    isOpen: address["movement"] === kind,
  }));

const dayName = (day: string): string =>
  new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeZone: "UTC" }).format(
    new Date(`${day}T00:00:00Z`),
  );

/** The customers behind the movement of the address. `linked`: id of the account that links name. */
export const movedCustomers = (
  { customers, currency }: Revenue,
  linked: string | undefined,
): MovedCustomer[] =>
  customers.map(({ customer, name, day, before, after }) => ({
    key: `${customer} ${day}`,
    name: name ?? (isErasedCustomer(customer) ? "Erased customer" : customer),
    href: inAccount(
      (isErasedCustomer(customer) ? null : pathOf("customer", customer)) ?? "/customers",
      linked,
    ),
    day: dayName(day),
    before: formatMinor(before, currency),
    after: formatMinor(after, currency),
    change: signed(after - before, currency),
  }));
