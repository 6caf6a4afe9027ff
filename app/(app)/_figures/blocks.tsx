import type { Route } from "next";
import Link from "next/link";

import { ObjectTable } from "@/components/business/object-table";
import { ActivityList } from "@/components/metrics/activity-list";
import { AttentionList } from "@/components/metrics/attention-list";
import { BarList, type BarRow } from "@/components/metrics/bar-list";
import { ChartCard, type LegendEntry } from "@/components/metrics/chart-card";
import { Card, CardFooter, CardHeader, CardTitle } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { inAccount } from "@/lib/business/accounts";
import type { ActivityLine } from "@/lib/business/activity";
import { withAddress, type Address } from "@/lib/business/address";
import type { AttentionLine } from "@/lib/business/attention";
import { changeOf, countText, figureText } from "@/lib/business/figures";
import type { BlockKey, SizedBlock } from "@/lib/business/overview-layout";
import type { Overview } from "@/lib/contracts/metrics";
import { coverageText } from "@/lib/figures/about";
import { daysText } from "@/lib/figures/days";

import { movementChart, paymentsChart, seriesChart, signed } from "./charts";
import { countryRows, failureRows, figureOf, methodRows, type recentPayments } from "./overview";

const exportHref = (address: Address, chart: string, format: "csv" | "png"): string =>
  withAddress("/api/metrics/export", { ...address, chart, format }, {});

function MoreLink({ href, children }: { href: string; children: React.ReactNode }) {
  return (
    <Link href={href as Route} className="text-link text-sm font-medium hover:underline">
      {children}
    </Link>
  );
}

function GrossVolume({ overview, address }: { overview: Overview; address: Address }) {
  const { range, currency, volume, figures } = overview;
  const figure = figureOf(figures, "gross_volume");
  const year = range.now.to.slice(0, 4);
  const legend: LegendEntry[] = [
    { label: daysText(range.now, year), kind: "now" },
    ...(range.before && volume.before
      ? [{ label: daysText(range.before, year), kind: "before" as const }]
      : []),
  ];
  const chart = seriesChart(overview, {
    name: figure.label,
    unit: { kind: "money", currency },
    size: "main",
    values: volume.now.gross,
    before: volume.before?.gross,
    notes: volume.now.paid.map(
      (paid) => `${countText(paid)} ${paid === 1 ? "payment" : "payments"}`,
    ),
    hrefs: {
      csvHref: exportHref(address, "gross", "csv"),
      pngHref: exportHref(address, "gross", "png"),
    },
  });
  return (
    <ChartCard
      id="gross-volume"
      title={figure.label}
      figure={figureText(figure, currency)}
      change={changeOf(figure)}
      legend={legend}
      chart={chart}
    />
  );
}

function Recent({
  columns,
  rows,
  href,
}: Pick<ReturnType<typeof recentPayments>, "columns" | "rows"> & { href: string }) {
  return (
    <Card aria-labelledby="recent">
      <CardHeader>
        <CardTitle id="recent">Recent payments</CardTitle>
        <span className="ml-auto">
          <MoreLink href={href}>View all</MoreLink>
        </span>
      </CardHeader>
      <div className="px-4 pb-3 md:px-2">
        {rows.length === 0 ? (
          <EmptyState
            title="No payments yet"
            hint="Payments appear here as soon as a customer pays."
          />
        ) : (
          <ObjectTable label="Recent payments" columns={columns} rows={rows} />
        )}
      </div>
    </Card>
  );
}

function Payments({ overview, address }: { overview: Overview; address: Address }) {
  const chart = paymentsChart(overview, {
    csvHref: exportHref(address, "payments", "csv"),
    pngHref: exportHref(address, "payments", "png"),
  });
  return (
    <ChartCard
      id="payments"
      title="Payments"
      legend={[
        { label: "Succeeded", kind: "gain" },
        { label: "Failed", kind: "loss" },
      ]}
      chart={chart}
    />
  );
}

function PaidBy({ id, title, rows }: { id: string; title: string; rows: readonly BarRow[] }) {
  return (
    <Card aria-labelledby={id}>
      <CardHeader>
        <CardTitle id={id}>{title}</CardTitle>
      </CardHeader>
      <BarList label={title} rows={rows} colour="series-1" />
    </Card>
  );
}

function MrrMovement({ overview, address }: { overview: Overview; address: Address }) {
  const { movements, currency, coverage, asOf } = overview;
  const { note, ...chart } = movementChart(overview, movements, {
    size: "side",
    csvHref: exportHref(address, "movements", "csv"),
    pngHref: exportHref(address, "movements", "png"),
  });
  const basis = coverageText("mrr", coverage, asOf);
  return (
    <ChartCard
      id="mrr-movement"
      title="MRR movement"
      figure={signed(movements.end - movements.start, currency)}
      action={<MoreLink href={withAddress("/revenue", address, {})}>Revenue</MoreLink>}
      chart={chart}
      footer={note === null ? basis : `${note} · ${basis}`}
    />
  );
}

function WhyFailed({ overview, address }: { overview: Overview; address: Address }) {
  const rows = failureRows(overview);
  const count = overview.failures.reduce((sum, failure) => sum + failure.count, 0);
  return (
    <Card aria-labelledby="why-failed">
      <CardHeader>
        <CardTitle id="why-failed">Why payments failed</CardTitle>
        <span className="text-muted figures text-sm">{count > 0 ? countText(count) : null}</span>
      </CardHeader>
      {rows.length === 0 ? (
        <EmptyState icon="done" title="No payment failed in this time" />
      ) : (
        <BarList label="Reasons" rows={rows} colour="series-3" />
      )}
      <CardFooter className="mt-auto">
        <span>{daysText(overview.range.now, overview.range.now.to.slice(0, 4))}</span>
        <span className="ml-auto">
          <MoreLink href={inAccount("/payments?tab=failed", address["account"])}>Review</MoreLink>
        </span>
      </CardFooter>
    </Card>
  );
}

/** Everything that the blocks of the overview show. */
export interface BlockData {
  readonly overview: Overview;
  readonly address: Address;
  readonly attention: readonly AttentionLine[];
  readonly recent: Pick<ReturnType<typeof recentPayments>, "columns" | "rows">;
  /** The latest lines of what happened; empty while the block is hidden. */
  readonly activity: readonly ActivityLine[];
}

/** A block with what it draws. */
export interface DrawnBlock extends SizedBlock {
  readonly content: React.ReactNode;
}

const ROW = 40;
const BAR = 42;
const HEAD = 46;
const listHeight = (rows: number, row: number, empty = 120) =>
  HEAD + (rows === 0 ? empty : rows * row);

/** Draws a block and says about how high it will be in pixels; `null` for a block that has nothing to say. */
export function drawBlock(
  key: BlockKey,
  { overview, address, attention, recent, activity }: BlockData,
): DrawnBlock | null {
  const block = (height: number, content: React.ReactNode): DrawnBlock => ({
    key,
    height,
    content,
  });
  const bars = (title: string, rows: readonly BarRow[]) =>
    rows.length === 0
      ? null
      : block(listHeight(rows.length, BAR) + 12, <PaidBy id={key} title={title} rows={rows} />);
  switch (key) {
    case "gross-volume":
      return block(348, <GrossVolume overview={overview} address={address} />);
    case "attention":
      return block(
        listHeight(Math.min(attention.length, 5), 64) + (attention.length > 5 ? ROW : 0),
        <AttentionList lines={attention} />,
      );
    case "recent":
      return block(
        listHeight(recent.rows.length + 1, ROW) + 12,
        <Recent {...recent} href={inAccount("/payments", address["account"])} />,
      );
    case "mrr-movement":
      return block(349, <MrrMovement overview={overview} address={address} />);
    case "activity":
      return block(
        listHeight(activity.length, 44),
        <ActivityList lines={activity} timeZone={overview.account.timeZone} />,
      );
    case "why-failed":
      return block(
        listHeight(failureRows(overview).length, BAR) + 12 + ROW,
        <WhyFailed overview={overview} address={address} />,
      );
    case "payments":
      return block(320, <Payments overview={overview} address={address} />);
    case "methods":
      return bars("How customers paid", methodRows(overview));
    case "countries":
      return bars("Countries of their cards", countryRows(overview));
  }
}
