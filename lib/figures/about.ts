import { countText } from "../business/figures";
import type { Coverage, Figure, MetricsBasis } from "../contracts/metrics";
import { zoneName } from "../core/time";
import { REVENUE_SOURCES, sourcesOf } from "../metrics/definitions";

/** A line of what people should know about a figure. */
export interface AboutFact {
  readonly label: string;
  readonly text: string;
}

const AGES: readonly (readonly [unit: string, seconds: number, limit: number])[] = [
  ["s", 1, 60],
  ["min", 60, 60],
  ["h", 3600, 48],
];

/** How long ago something was: `38 s ago`, `5 min ago`, `3 h ago`, `4 days ago`. */
export function ageText(at: Date, now: Date): string {
  const seconds = Math.max(0, Math.floor((now.getTime() - at.getTime()) / 1000));
  for (const [unit, size, limit] of AGES)
    if (seconds < size * limit) return `${Math.floor(seconds / size)} ${unit} ago`;
  return `${Math.floor(seconds / 86_400)} days ago`;
}

const EXCLUDED: Readonly<Record<Coverage["excluded"][number]["reason"], string>> = {
  metered: "with metered prices only",
  amount: "with an amount that is not known",
  currency: "in an unknown currency",
  waiting: "being computed",
};

const listed = (words: readonly string[]): string => new Intl.ListFormat("en-US").format(words);

/** Sentences about objects that are missing in a figure. */
function missingOf({ types }: Coverage, sources: readonly string[]): string[] {
  const own = types.filter(({ type }) => sources.includes(type));
  const named = (states: readonly string[]) =>
    own.filter(({ state }) => states.includes(state)).map(({ label }) => label.toLowerCase());
  const open = named(["waiting", "running"]);
  const refused = named(["refused"]);
  return [
    ...(open.length === 0 ? [] : [`The import of ${listed(open)} is not finished.`]),
    ...(refused.length === 0 ? [] : [`${listed(refused)} could not be imported.`]),
  ].map((sentence) => sentence.charAt(0).toUpperCase() + sentence.slice(1));
}

/** How much of the business a metric is computed from: `1,240 of 1,240 subscriptions, 38 s ago`. */
export function coverageText(metric: string, coverage: Coverage, asOf: Date): string {
  const sources = sourcesOf(metric);
  const { counted, subscriptions, excluded, copiedAt, types } = coverage;
  const age = copiedAt === null ? "not imported yet" : ageText(copiedAt, asOf);
  const isRevenue = sources === REVENUE_SOURCES;
  const own = types.filter(({ type }) => sources.includes(type)).map(({ label }) => label);
  const left = excluded.map(({ reason, count }) => `${countText(count)} ${EXCLUDED[reason]}`);
  const base = isRevenue
    ? `${countText(counted)} of ${countText(subscriptions)} subscriptions, ${age}`
    : `All imported ${listed(own.map((label) => label.toLowerCase()))}, ${age}`;
  const more = [
    ...(isRevenue && left.length > 0 ? [`Not counted: ${left.join(", ")}.`] : []),
    ...missingOf(coverage, sources),
  ];
  return more.length === 0 ? base : [`${base}.`, ...more].join(" ");
}

/** The time of the figures with its zone: `Nov 30, 2026, 09:44, Pacific Time`. */
function asOfText({ asOf, account: { timeZone } }: Pick<MetricsBasis, "asOf" | "account">): string {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat("en-US", { timeZone, ...options });
  const time = format({ dateStyle: "medium", timeStyle: "short", hourCycle: "h23" }).format(asOf);
  return `${time}, ${zoneName(timeZone)}`;
}

/** The facts that all figures of recurring revenue share, in one line. */
export const basisText = (basis: MetricsBasis): string =>
  [
    coverageText("mrr", basis.coverage, basis.asOf).replace(/\.$/, ""),
    `${basis.currency.toUpperCase()} only`,
    `as of ${asOfText(basis)}`,
  ].join(" · ");

/** Facts that people should know about a figure: its definition, coverage, currency, zone and time. */
export const aboutFigure = (
  { metric, definition }: Pick<Figure, "metric" | "definition">,
  basis: MetricsBasis,
): AboutFact[] => [
  { label: "Counts", text: definition },
  { label: "Coverage", text: coverageText(metric, basis.coverage, basis.asOf) },
  { label: "Currency", text: `${basis.currency.toUpperCase()} only` },
  { label: "As of", text: asOfText(basis) },
];
