import type { ReactNode } from "react";

import { ChartFigure } from "@/components/charts/chart-figure";
import { Card, CardFooter, CardHeader, CardTitle } from "@/components/ui/card";
import type { ChangeView } from "@/lib/business/figures";
import type { Chart } from "@/lib/figures/chart";

import { Change } from "./tiles";

/** A mark of a chart's legend. */
export interface LegendEntry {
  readonly label: string;
  readonly kind: "now" | "before" | "gain" | "loss";
}

const SWATCHES = {
  now: "bg-chart-1 h-0.5 w-4",
  before: "bg-line-strong h-px w-4",
  gain: "bg-chart-2 size-2.5 rounded-xs",
  loss: "bg-chart-3 size-2.5 rounded-xs",
} as const;

function Legend({ entries }: { entries: readonly LegendEntry[] }) {
  return (
    <ul className="text-muted ml-auto flex gap-4 text-xs max-md:hidden">
      {entries.map(({ label, kind }) => (
        <li key={label} className="flex items-center gap-1.5 whitespace-nowrap">
          <span className={SWATCHES[kind]} />
          {label}
        </li>
      ))}
    </ul>
  );
}

/** A chart in a card: its name, its figure and change, its legend, and what there is to know about it. */
export function ChartCard({
  id,
  title,
  figure,
  change,
  legend = [],
  action,
  chart,
  below,
  footer,
}: {
  id: string;
  title: string;
  figure?: string | undefined;
  change?: ChangeView | null | undefined;
  legend?: readonly LegendEntry[] | undefined;
  action?: ReactNode;
  chart: Chart;
  /** More of the same data, e.g. links to what is behind each bar. */
  below?: ReactNode;
  footer?: ReactNode;
}) {
  return (
    <Card aria-labelledby={id}>
      <CardHeader>
        <CardTitle id={id}>{title}</CardTitle>
        <Legend entries={legend} />
        {action ? <span className={legend.length > 0 ? "" : "ml-auto"}>{action}</span> : null}
      </CardHeader>
      {figure === undefined ? null : (
        <p className="flex items-baseline gap-2 px-4">
          <span className="figures text-2xl font-semibold tracking-tight">{figure}</span>
          {change ? <Change change={change} /> : null}
        </p>
      )}
      <ChartFigure chart={chart} />
      {below}
      {footer ? <CardFooter className="mt-auto">{footer}</CardFooter> : null}
    </Card>
  );
}
