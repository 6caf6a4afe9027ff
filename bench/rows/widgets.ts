import { formatMinor } from "@/lib/core/money";
import { shippedDefinition } from "@/lib/widgets/fixtures/build";
import { formatField } from "@/lib/widgets/format";
import type { WidgetDefinition } from "@/lib/widgets/schema";
import { runTransform } from "@/lib/widgets/transform";

import { cpuMs, ratio, ROUNDS, type Line, type Row } from "../report.ts";

const NOW_MS = Date.parse("2026-11-21T10:50:00Z");
/** CPU time is counted in milliseconds; a figure must be long against that. */
const REPEATS = 600;

interface Charge {
  readonly id: string;
  readonly amount: number;
  readonly currency: string;
  readonly customer: string;
  readonly status: string;
  readonly created: number;
  readonly description: string;
  readonly receipt_url: string;
}

function charges(count: number): Charge[] {
  return Array.from({ length: count }, (_, at) => ({
    id: `ch_${at}`,
    amount: 100 + ((at * 7919) % 90_000),
    currency: ["usd", "eur", "jpy", "kwd"][at % 4] ?? "usd",
    customer: `cus_${at % 90}`,
    status: at % 5 === 0 ? "failed" : "succeeded",
    created: Math.floor(NOW_MS / 1000) - ((at * 104_729) % 5_000_000),
    description: `Order ${at}`,
    receipt_url: `https://pay.stripe.com/receipts/${at}`,
  }));
}

function byArray(rows: readonly Charge[]): Charge[] {
  return rows
    .map((row) => ({
      id: row.id,
      amount: row.amount,
      currency: row.currency,
      customer: row.customer,
      status: row.status,
      created: row.created,
      description: row.description,
      receipt_url: row.receipt_url,
    }))
    .filter((row) => row.status === "succeeded")
    .toSorted((a, b) => b.created - a.created);
}

const date = new Intl.DateTimeFormat("en-US", {
  timeZone: "UTC",
  year: "numeric",
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});
const age = new Intl.RelativeTimeFormat("en-US", { numeric: "always" });
const DAY_MS = 86_400_000;

/** How somebody who writes this one list by hand would: the same Intl formatters, the same words. */
function ageByHand(created: number): string {
  const difference = created * 1000 - NOW_MS;
  if (difference <= -7 * DAY_MS) return date.format(created * 1000);
  if (difference <= -DAY_MS) return age.format(Math.trunc(difference / DAY_MS), "day");
  if (difference <= -3_600_000) return age.format(Math.trunc(difference / 3_600_000), "hour");
  if (difference <= -60_000) return age.format(Math.trunc(difference / 60_000), "minute");
  return "just now";
}

const GREEN = { tone: "success", className: "" };

function byHand(rows: readonly Charge[]): { text: string }[][] {
  return byArray(rows).map((row) => [
    { kind: "money", text: formatMinor(row.amount, row.currency, "en-US"), style: null },
    { kind: "text", text: row.customer, style: null },
    { kind: "text", text: row.description, style: null },
    { kind: "badge", text: "Succeeded", style: row.status === "succeeded" ? GREEN : null },
    { kind: "date", text: ageByHand(row.created), atMs: row.created * 1000, style: null },
  ]);
}

function transformed(definition: WidgetDefinition, body: unknown) {
  const result = runTransform(definition, body, { nowMs: NOW_MS });
  if (!result.ok) throw new Error(JSON.stringify(result.issues));
  return result.rows;
}

function microseconds(work: () => unknown): number {
  const started = cpuMs();
  for (let repeat = 0; repeat < REPEATS; repeat++) work();
  return ((cpuMs() - started) / REPEATS) * 1000;
}

function compare(
  what: string,
  ours: () => unknown[],
  floor: () => unknown[],
  judged: boolean,
): Line {
  if (ours().length !== floor().length) throw new Error("The two did not keep the same rows.");
  for (let warm = 0; warm < 3; warm++) [ours, floor].map(microseconds);
  const line = { ours: [] as number[], floor: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    line.ours.push(microseconds(ours));
    line.floor.push(microseconds(floor));
  }
  const bar = judged ? { atMost: 2 } : null;
  return {
    what,
    unit: "µs of CPU",
    ...line,
    ratios: [ratio("×floor", line.ours, line.floor, bar)],
  };
}

const words = (cells: { text: string }[][]) =>
  cells.map((row) => row.map(({ text }) => text).join("|")).join("\n");

/** The seed's payments list over a thousand charges against the same list written by hand. */
export const run: Row = async () => {
  const definition = shippedDefinition("stripe-payments");
  if (!definition) throw new Error("The payments widget is missing.");
  const rows = charges(1000);
  const body = { object: "list", data: rows };
  const context = { timeZone: "UTC", currency: "usd", nowMs: NOW_MS, locale: "en-US" };
  const { fields } = definition.display;
  const formatted = () =>
    transformed(definition, body).map((row) =>
      fields.map((field) => formatField(field, row, context)),
    );
  if (words(formatted()) !== words(byHand(rows)))
    throw new Error("The two do not say the same words.");
  return [
    compare(
      "widgets, 1,000 rows filtered and sorted",
      () => transformed(definition, body),
      () => byArray(rows),
      true,
    ),
    compare("widgets, … and five fields formatted", formatted, () => byHand(rows), true),
  ];
};
