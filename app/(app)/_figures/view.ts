import type { RangeBarView } from "@/components/metrics/range-bar";
import type { Choice } from "@/components/shell/choice-menu";
import { withAddress, type Address } from "@/lib/business/address";
import type { MetricsBasis } from "@/lib/contracts/metrics";
import { zoneName } from "@/lib/core/time";
import { daysText } from "@/lib/figures/days";
import { BUCKET_SIZES, type BucketSize } from "@/lib/metrics/buckets";
import { COMPARISONS, RANGES, type Comparison, type RangeKey } from "@/lib/metrics/range";

const RANGE_LABELS: Readonly<Record<RangeKey, string>> = {
  today: "Today",
  "7d": "Last 7 days",
  "30d": "Last 30 days",
  "90d": "Last 90 days",
  mtd: "This month",
  qtd: "This quarter",
  ytd: "This year",
  "12m": "Last 12 months",
  custom: "Other days",
};
const COMPARISON_LABELS: Readonly<Record<Comparison, string>> = {
  previous: "Previous period",
  year: "A year before",
  none: "Nothing",
};
const SIZE_LABELS: Readonly<Record<BucketSize, string>> = {
  hour: "Hour",
  day: "Day",
  week: "Week",
  month: "Month",
};

const known = <Value extends string>(values: readonly Value[], text: string | undefined) =>
  values.find((value) => value === text);

/** The parts of an address that the metrics verbs take. Unknown parts are left out. */
export function basisOf(address: Address) {
  const { range, from, to, compare, by, currency } = address;
  return {
    range: known(RANGES, range),
    from: from?.slice(0, 10),
    to: to?.slice(0, 10),
    compare: known(COMPARISONS, compare),
    by: known(BUCKET_SIZES, by),
    currency: currency?.length === 3 ? currency : undefined,
  };
}

/** Composes the bar above the figures. `sizes`: the parts of the time that the page offers. */
export function toRangeBar(
  basis: MetricsBasis,
  { path, address, sizes }: { path: string; address: Address; sizes: readonly BucketSize[] },
): RangeBarView {
  const { range, currency, currencies, account, asOf, lacksEarlier } = basis;
  const { timeZone } = account;
  const href = (change: Readonly<Record<string, string | null>>) =>
    withAddress(path, address, { ...change, movement: null });
  const choice = (key: string, label: string, to: string, isCurrent: boolean): Choice => ({
    key,
    label,
    href: to,
    isCurrent,
  });
  const thisYear = range.now.to.slice(0, 4);
  const { range: _range, from: _from, to: _to, movement: _movement, ...kept } = address;
  const time = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(asOf);
  const keys = Object.keys(RANGE_LABELS) as RangeKey[]; // the table has exactly these keys
  const comparisons = Object.keys(COMPARISON_LABELS) as Comparison[]; // as above
  return {
    path,
    kept,
    ranges: keys
      .filter((key) => key !== "custom")
      .map((key) =>
        choice(
          key,
          RANGE_LABELS[key],
          href({ range: key, from: null, to: null, by: null }),
          key === range.key,
        ),
      ),
    rangeLabel: RANGE_LABELS[range.key],
    days: daysText(range.now, thisYear),
    custom: { from: range.now.from, to: range.now.to },
    comparisons: comparisons.map((key) =>
      choice(key, COMPARISON_LABELS[key], href({ compare: key }), key === range.comparison),
    ),
    comparisonLabel: COMPARISON_LABELS[range.comparison],
    comparedDays: lacksEarlier
      ? "no earlier data"
      : range.before && daysText(range.before, thisYear),
    sizes: sizes.map((size) =>
      choice(size, SIZE_LABELS[size], href({ by: size }), size === range.by),
    ),
    currencies: currencies.map((code) =>
      choice(code, code.toUpperCase(), href({ currency: code }), code === currency),
    ),
    currency: currency.toUpperCase(),
    note: `${zoneName(timeZone)} · as of ${time}`,
  };
}
