import { tickText, type Unit } from "@/lib/charts/axis";
import { stackedBars } from "@/lib/charts/bars";
import { lineChart } from "@/lib/charts/line";
import { cutOf, waterfall, type WaterfallData } from "@/lib/charts/waterfall";
import type { MetricsBasis, Movements, Overview } from "@/lib/contracts/metrics";
import { formatMinor, majorText } from "@/lib/core/money";
import { zonedIso } from "@/lib/core/zoned-iso";
import {
  drawn,
  exactText,
  NARROW,
  plainText,
  WIDE,
  type Chart,
  type ChartTable,
  type Draw,
  type Size,
} from "@/lib/figures/chart";
import { bucketLabel, bucketName } from "@/lib/metrics/buckets";
import { MOVEMENT_NAMES } from "@/lib/metrics/movements";

/** A chart of a page, with its rows for a file. */
export interface MetricChart extends Chart {
  readonly csv: readonly (readonly string[])[];
}

/** A series over the parts of a time. */
export interface SeriesChart {
  readonly name: string;
  readonly unit: Unit;
  readonly size: Size;
  readonly values: readonly (number | null)[];
  readonly before?: readonly (number | null)[] | undefined;
  /** More words of each point, e.g. its number of payments. */
  readonly notes?: readonly string[] | undefined;
  /** Where its files are. */
  readonly hrefs?: Pick<Chart, "csvHref" | "pngHref"> | undefined;
}

/** Draws a series of a time as a line, with the earlier time behind it. */
export function seriesChart(basis: MetricsBasis, series: SeriesChart): MetricChart {
  const { range, account, asOf } = basis;
  const currency = basis.currency.toUpperCase();
  const { timeZone } = account;
  const { name, unit, size, values, before, notes = [] } = series;
  const buckets = range.now.buckets;
  const past = buckets.filter(({ start }) => start <= asOf).length;
  const shown = values.map((value, index) => (index < past ? value : null)).slice(0, past);
  const earlier = range.before?.buckets ?? [];
  const labels = buckets.map((bucket) => bucketLabel(bucket, range.by, timeZone));
  const isSoFar = range.isSoFar;
  const rows = labels.slice(0, past).map((_, index) => {
    const bucket = buckets[index];
    const other = earlier[index];
    return {
      name: bucket ? bucketName(bucket, range.by, timeZone) : "",
      day: bucket ? zonedIso(bucket.start, timeZone) : "",
      value: shown[index] ?? null,
      beforeName: other ? bucketName(other, range.by, timeZone) : "Before",
      before: before?.[index] ?? null,
      note: notes[index],
      isLast: index === past - 1,
    };
  });
  const words = rows.map((row) =>
    [
      row.name,
      `${name}: ${exactText(row.value, unit)}${row.isLast && isSoFar ? " so far" : ""}`,
      ...(before ? [`${row.beforeName}: ${exactText(row.before, unit)}`] : []),
      ...(row.note ? [row.note] : []),
    ].join("\n"),
  );
  const table: ChartTable = {
    head: ["Time", name, ...(before ? ["Compared with"] : [])],
    rows: rows.map((row) => [
      row.name,
      exactText(row.value, unit),
      ...(before ? [exactText(row.before, unit)] : []),
    ]),
  };
  const caption = `${name} from ${range.now.from} to ${range.now.to}.`;
  const draw: Draw = (frame) =>
    lineChart(frame, {
      labels: labels.slice(0, past),
      values: shown,
      before: before?.slice(0, past),
      words,
      unit,
      isSoFar,
    });
  return {
    caption,
    table,
    ...drawn(draw, size, caption),
    ...series.hrefs,
    csv: [
      ["time", "value", ...(before ? ["compared_with"] : []), "currency"],
      ...rows.map((row) => [
        row.day,
        plainText(row.value, unit),
        ...(before ? [plainText(row.before, unit)] : []),
        currency,
      ]),
    ],
  };
}

/** Draws how many payments succeeded and failed in each part of the time. */
export function paymentsChart(
  overview: Overview,
  hrefs: Pick<Chart, "csvHref" | "pngHref"> = {},
): MetricChart {
  const { range, account, asOf, volume } = overview;
  const { timeZone } = account;
  const buckets = range.now.buckets.filter(({ start }) => start <= asOf);
  const rows = buckets.map((bucket, index) => ({
    name: bucketName(bucket, range.by, timeZone),
    day: zonedIso(bucket.start, timeZone),
    label: bucketLabel(bucket, range.by, timeZone),
    counts: { succeeded: volume.now.paid[index] ?? 0, failed: volume.now.failed[index] ?? 0 },
  }));
  const caption = `Payments from ${range.now.from} to ${range.now.to}.`;
  const draw: Draw = (frame) =>
    stackedBars(frame, {
      labels: rows.map(({ label }) => label),
      keys: ["succeeded", "failed"],
      rows: rows.map(({ counts }) => counts),
      words: rows.map(
        ({ name, counts }) => `${name}\n${counts.succeeded} succeeded\n${counts.failed} failed`,
      ),
      unit: { kind: "count" },
      isSoFar: range.isSoFar,
      colours: ["series-2", "series-3"],
    });
  return {
    caption,
    ...drawn(draw, "main", caption),
    ...hrefs,
    table: {
      head: ["Time", "Succeeded", "Failed"],
      rows: rows.map(({ name, counts }) => [name, `${counts.succeeded}`, `${counts.failed}`]),
    },
    csv: [
      ["time", "succeeded", "failed", "currency"],
      ...rows.map(({ day, counts }) => [
        day,
        `${counts.succeeded}`,
        `${counts.failed}`,
        overview.currency.toUpperCase(),
      ]),
    ],
  };
}

/** A movement with its sign. */
export const signed = (value: number, currency: string): string =>
  `${value > 0 ? "+" : ""}${formatMinor(value, currency)}`.replace("-", "−");

function waterfallData(basis: MetricsBasis, movements: Movements, isShort: boolean): WaterfallData {
  const { currency, range } = basis;
  const unit: Unit = { kind: "money", currency };
  const shortDay = (day: string) =>
    new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric", timeZone: "UTC" }).format(
      new Date(`${day}T00:00:00Z`),
    );
  const write = (value: number) =>
    isShort ? tickText(value, 100_000, unit) : formatMinor(value, currency);
  const sign = (value: number) => (value > 0 ? "+" : "");
  const total = (day: string, value: number, words: string) => ({
    label: shortDay(day),
    value,
    text: write(value),
    words: `${words}\n${formatMinor(value, currency)}`,
  });
  return {
    unit,
    start: total(range.now.from, movements.start, "MRR at the start"),
    moves: movements.moves.map(({ kind, value, customers }) => ({
      label: isShort ? MOVEMENT_NAMES[kind].short : MOVEMENT_NAMES[kind].long,
      value,
      text: `${sign(value)}${write(value).replace("-", "−")}`,
      words: `${MOVEMENT_NAMES[kind].long}\n${signed(value, currency)}\n${customers} ${customers === 1 ? "customer" : "customers"}`,
    })),
    end: total(range.now.to, movements.end, "MRR at the end"),
  };
}

/** Draws how MRR moved. `note` says where the axis begins, if it does not begin at zero. */
export function movementChart(
  basis: MetricsBasis,
  movements: Movements,
  { size, ...hrefs }: { readonly size: Size } & Pick<Chart, "csvHref" | "pngHref">,
): MetricChart & { readonly note: string | null } {
  const { currency, range } = basis;
  const caption = `How MRR moved from ${range.now.from} to ${range.now.to}.`;
  const long = waterfallData(basis, movements, size !== "full");
  const short = waterfallData(basis, movements, true);
  const [width, height] = WIDE[size];
  const cut = cutOf(long);
  const all = [
    ["MRR at the start", movements.start, null] as const,
    ...movements.moves.map(
      ({ kind, value, customers }) => [MOVEMENT_NAMES[kind].long, value, customers] as const,
    ),
    ["MRR at the end", movements.end, null] as const,
  ];
  return {
    caption,
    wide: waterfall({ width, height, summary: caption }, long),
    narrow: waterfall({ width: NARROW[0], height: NARROW[1], summary: caption }, short),
    ...hrefs,
    note: cut === null ? null : `Axis starts at ${tickText(cut, cut, long.unit)}`,
    table: {
      head: ["Movement", "MRR", "Customers"],
      rows: all.map(([name, value, customers]) => [
        name,
        customers === null ? formatMinor(value, currency) : signed(value, currency),
        customers === null ? "" : String(customers),
      ]),
    },
    csv: [
      ["movement", "mrr", "customers", "currency"],
      ...all.map(([name, value, customers]) => [
        name,
        majorText(value, currency) ?? String(value),
        customers === null ? "" : String(customers),
        currency.toUpperCase(),
      ]),
    ],
  };
}
