"use client";

import { lazy, type ComponentType } from "react";

import { LatePart } from "@/components/ui/late-part";
import type { Display } from "@/lib/widgets/schema";

import { ListView } from "./list-view";
import type { ViewProps } from "./view-props";
import { WidgetSkeleton } from "./widget-skeleton";

// Not on the dashboard that everybody starts with: fetched with the first widget that is drawn so.
const CardView = lazy(async () => ({ default: (await import("./card-view")).CardView }));
const TableView = lazy(async () => ({ default: (await import("./table-view")).TableView }));
const ChartView = lazy(async () => ({ default: (await import("./chart-view")).ChartView }));
const TileView = lazy(async () => ({ default: (await import("./tile-view")).TileView }));
// On it, but drawn only when something was selected, small, or last: the server's rows stand until they are alive.
const StatView = lazy(async () => ({ default: (await import("./stat-view")).StatView }));
const DetailView = lazy(async () => ({ default: (await import("./detail-view")).DetailView }));
const FeedView = lazy(async () => ({ default: (await import("./feed-view")).FeedView }));

/** A view without a component does not compile. */
const VIEWS: { readonly [View in Display["view"]]: ComponentType<ViewProps> } = {
  list: ListView,
  table: TableView,
  stat: StatView,
  detail: DetailView,
  feed: FeedView,
  card: CardView,
  chart: ChartView,
  tile: TileView,
};

/** Draws rows by the view that their definition names. */
export function WidgetView(props: ViewProps) {
  const { view } = props.definition.display;
  const View = VIEWS[view];
  return (
    <LatePart fallback={<WidgetSkeleton view={view} />}>
      <View {...props} />
    </LatePart>
  );
}
