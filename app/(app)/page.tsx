import type { Metadata, Route } from "next";
import Link from "next/link";

import { accountChoice, importSentence, switchOf } from "@/app/_server/business";
import { pageContext } from "@/app/_server/context";
import { readFirstValid, unlessNotConnected } from "@/app/_server/lenient";
import { AccountSwitch } from "@/components/business/account-switch";
import { ListKeys } from "@/components/business/list-keys";
import { NoAccount } from "@/components/business/not-connected";
import { Notices } from "@/components/business/notices";
import { ObjectTable } from "@/components/business/object-table";
import { AttentionList } from "@/components/metrics/attention-list";
import { BarList, type BarRow } from "@/components/metrics/bar-list";
import { ChartCard, type LegendEntry } from "@/components/metrics/chart-card";
import { RangeBar } from "@/components/metrics/range-bar";
import { Tiles } from "@/components/metrics/tiles";
import { PageHeader } from "@/components/shell/page-header";
import { Card, CardFooter, CardHeader, CardTitle } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { inAccount } from "@/lib/business/accounts";
import { addressOf, withAddress, type Address } from "@/lib/business/address";
import { attentionLines } from "@/lib/business/attention";
import { changeOf, countText, figureText } from "@/lib/business/figures";
import type { Overview } from "@/lib/contracts/metrics";
import { coverageText } from "@/lib/figures/about";
import { daysText } from "@/lib/figures/days";
import { metricsOverview } from "@/lib/verbs/metrics/overview";

import { movementChart, paymentsChart, seriesChart, signed } from "./_figures/charts";
import {
  countryRows,
  failureRows,
  figureOf,
  methodRows,
  overviewTiles,
  recentPayments,
} from "./_figures/overview";
import { basisOf, toRangeBar } from "./_figures/view";

export const metadata: Metadata = { title: "Overview" };

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
  if (rows.length === 0) return null;
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

const COLUMN = "max-wide:contents grid min-w-0 content-start gap-4";

export default async function OverviewPage({ searchParams }: PageProps<"/">) {
  const address = addressOf(await searchParams);
  const context = await pageContext();
  const choice = await accountChoice(context, address);
  const { chosen } = choice;
  const options = switchOf(choice, { path: "/", address });
  if (!chosen) return <NoAccount title="Overview" href={options[0]?.href ?? null} />;
  const connection = chosen.account.connectionId;
  const found = await unlessNotConnected(
    readFirstValid([{ ...basisOf(address) }, {}], (basis) =>
      metricsOverview.run(context, { ...basis, connection }),
    ),
  );
  if (!found) return <NoAccount title="Overview" href={null} />;
  const { output: overview } = found;
  const now = context.services.now();
  const importing = importSentence(chosen);
  const { range, account, names } = overview;
  const sizes =
    range.now.from === range.now.to ? (["hour"] as const) : (["day", "week", "month"] as const);
  const lines = attentionLines(overview.attention, {
    names,
    timeZone: account.timeZone,
    now,
    account: address["account"],
  });
  const recent = recentPayments(overview, now, address["account"]);
  return (
    <>
      <PageHeader title="Overview" actions={<AccountSwitch options={options} />} />
      <Notices importing={importing} problems={[...found.problems, ...overview.problems]} />
      <RangeBar view={toRangeBar(overview, { path: "/", address, sizes })} />
      <Tiles label="Figures" tiles={overviewTiles(overview)} />
      {/* Two columns of their own height; on a narrow screen one, in the order of what matters first. */}
      <div className="wide:grid-cols-[minmax(0,2.05fr)_minmax(0,1fr)] grid gap-4">
        <div className={COLUMN}>
          <GrossVolume overview={overview} address={address} />
          <div className="max-wide:order-2 min-w-0">
            <Recent {...recent} href={inAccount("/payments", address["account"])} />
          </div>
          <div className="max-wide:order-5 min-w-0">
            <Payments overview={overview} address={address} />
          </div>
          <div className="max-wide:order-7 min-w-0">
            <PaidBy id="countries" title="Countries of their cards" rows={countryRows(overview)} />
          </div>
        </div>
        <div className={COLUMN}>
          <div className="max-wide:order-1 min-w-0">
            <AttentionList lines={lines} />
          </div>
          <div className="max-wide:order-3 min-w-0">
            <MrrMovement overview={overview} address={address} />
          </div>
          <div className="max-wide:order-4 min-w-0">
            <WhyFailed overview={overview} address={address} />
          </div>
          <div className="max-wide:order-6 min-w-0">
            <PaidBy id="methods" title="How customers paid" rows={methodRows(overview)} />
          </div>
        </div>
      </div>
      <ListKeys pages={recent.pages} closeHref={null} isImporting={importing !== null} />
    </>
  );
}
