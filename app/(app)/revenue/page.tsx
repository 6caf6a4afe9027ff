import type { Metadata } from "next";

import { accountChoice, importSentence, switchOf } from "@/app/_server/business";
import { pageContext } from "@/app/_server/context";
import { readFirstValid, unlessNotConnected } from "@/app/_server/lenient";
import { AccountSwitch } from "@/components/business/account-switch";
import { ListKeys } from "@/components/business/list-keys";
import { NoAccount } from "@/components/business/not-connected";
import { Notices } from "@/components/business/notices";
import { BarList } from "@/components/metrics/bar-list";
import { ChartCard } from "@/components/metrics/chart-card";
import { CohortTable } from "@/components/metrics/cohort-table";
import { DefinitionList } from "@/components/metrics/definition-list";
import { MovedCustomers, MovementLinks } from "@/components/metrics/movement-table";
import { RangeBar } from "@/components/metrics/range-bar";
import { Tiles } from "@/components/metrics/tiles";
import { PageHeader } from "@/components/shell/page-header";
import { Card, CardFooter, CardHeader, CardTitle } from "@/components/ui/card";
import { addressOf, withAddress, type Address } from "@/lib/business/address";
import { changeOf, countText, figureText } from "@/lib/business/figures";
import type { Revenue } from "@/lib/contracts/metrics";
import { basisText, coverageText } from "@/lib/figures/about";
import { daysText } from "@/lib/figures/days";
import { METRICS } from "@/lib/metrics/definitions";
import { MOVEMENT_NAMES, MOVEMENTS } from "@/lib/metrics/movements";
import { metricsRevenue } from "@/lib/verbs/metrics/revenue";

import { movementChart, seriesChart, signed } from "../_figures/charts";
import { figureOf } from "../_figures/overview";
import {
  cohortRows,
  movedCustomers,
  movementRows,
  rateRows,
  revenueTiles,
} from "../_figures/revenue";
import { basisOf, toRangeBar } from "../_figures/view";

export const metadata: Metadata = { title: "Revenue" };

const PATH = "/revenue";
const NO_KEYS = {};

const exportHref = (address: Address, chart: string, format: "csv" | "png"): string =>
  withAddress("/api/metrics/export", { ...address, chart, format }, { movement: null });

function Movement({ revenue, address }: { revenue: Revenue; address: Address }) {
  const { movements, currency, range } = revenue;
  const { note, ...chart } = movementChart(revenue, movements, {
    size: "full",
    csvHref: exportHref(address, "movements", "csv"),
    pngHref: exportHref(address, "movements", "png"),
  });
  const sums = (isGain: boolean) =>
    movements.moves
      .filter(({ value }) => value > 0 === isGain)
      .reduce((sum, { value }) => sum + value, 0);
  const days = daysText(range.now, range.now.to.slice(0, 4));
  return (
    <ChartCard
      id="movement"
      title={`How MRR moved, ${days}`}
      figure={signed(movements.end - movements.start, currency)}
      legend={[
        { label: `Gained ${signed(sums(true), currency)}`, kind: "gain" },
        { label: `Lost ${signed(sums(false), currency)}`, kind: "loss" },
      ]}
      chart={chart}
      below={<MovementLinks rows={movementRows(revenue, { path: PATH, address })} />}
      footer={
        <>
          <span>{basisText(revenue)}</span>
          {note === null ? null : <span>{note}</span>}
          <span>
            Before the first import, changes are those that subscriptions, invoices and 30 days of
            events tell.
          </span>
          <a href="#definitions" className="text-link ml-auto font-medium hover:underline">
            How MRR is counted
          </a>
        </>
      }
    />
  );
}

function MrrOverTime({ revenue, address }: { revenue: Revenue; address: Address }) {
  const { figures, currency, recurring } = revenue;
  const figure = figureOf(figures, "mrr");
  const chart = seriesChart(revenue, {
    name: "MRR",
    unit: { kind: "money", currency },
    size: "full",
    values: recurring.mrr,
    notes: recurring.subscribers.map((count) => `${countText(count)} subscribers`),
    hrefs: {
      csvHref: exportHref(address, "mrr", "csv"),
      pngHref: exportHref(address, "mrr", "png"),
    },
  });
  return (
    <ChartCard
      id="mrr"
      title="MRR over time"
      figure={figureText(figure, currency)}
      change={changeOf(figure)}
      chart={chart}
    />
  );
}

function Rates({ revenue }: { revenue: Revenue }) {
  return (
    <Card aria-labelledby="rates">
      <CardHeader>
        <CardTitle id="rates">Trials, recovery and disputes</CardTitle>
      </CardHeader>
      <BarList label="Shares" rows={rateRows(revenue)} colour="series-2" />
      <CardFooter className="mt-auto">
        {daysText(revenue.range.now, revenue.range.now.to.slice(0, 4))}
      </CardFooter>
    </Card>
  );
}

export default async function RevenuePage({ searchParams }: PageProps<"/revenue">) {
  const address = addressOf(await searchParams);
  const context = await pageContext();
  const choice = await accountChoice(context, address);
  const { chosen } = choice;
  const options = switchOf(choice, { path: PATH, address });
  if (!chosen) return <NoAccount title="Revenue" href={options[0]?.href ?? null} />;
  const movement = MOVEMENTS.find((kind) => kind === address["movement"]);
  const connection = chosen.account.connectionId;
  const found = await unlessNotConnected(
    readFirstValid([{ ...basisOf(address), movement }, {}], (basis) =>
      metricsRevenue.run(context, { ...basis, connection }),
    ),
  );
  if (!found) return <NoAccount title="Revenue" href={null} />;
  const { output: revenue } = found;
  const importing = importSentence(chosen);
  const { retention } = METRICS;
  return (
    <>
      <PageHeader title="Revenue" actions={<AccountSwitch options={options} />} />
      <Notices importing={importing} problems={[...found.problems, ...revenue.problems]} />
      <RangeBar
        view={toRangeBar(revenue, { path: PATH, address, sizes: ["day", "week", "month"] })}
      />
      <Tiles label="Figures" tiles={revenueTiles(revenue)} />
      <div className="grid gap-4">
        <Movement revenue={revenue} address={address} />
        {movement === undefined ? null : (
          <MovedCustomers
            title={`Customers behind “${MOVEMENT_NAMES[movement].long}”`}
            rows={movedCustomers(revenue, address["account"])}
            closeHref={withAddress(PATH, address, { movement: null })}
          />
        )}
        <MrrOverTime revenue={revenue} address={address} />
        <div className="wide:grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)] grid gap-4">
          <CohortTable
            title={retention.label}
            definition={retention.definition}
            rows={cohortRows(revenue)}
          />
          <Rates revenue={revenue} />
        </div>
        <DefinitionList
          rows={[...revenue.figures, { ...retention, metric: retention.id }].map((row) => ({
            ...row,
            coverage: coverageText(row.metric, revenue.coverage, revenue.asOf),
          }))}
          basis={basisText(revenue)}
        />
      </div>
      <ListKeys pages={NO_KEYS} closeHref={null} isImporting={importing !== null} />
    </>
  );
}
