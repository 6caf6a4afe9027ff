"use client";

import { ChartFigure } from "@/components/charts/chart-figure";
import { EmptyState } from "@/components/ui/empty-state";

import type { ViewProps } from "./view-props";

/** The rows as a chart that the server has drawn: ← → read its points, T shows its table. */
export function ChartView({ drawing }: ViewProps) {
  if (drawing?.kind !== "chart") return <EmptyState title="There is nothing to draw yet" />;
  return <ChartFigure chart={drawing.chart} />;
}
