"use client";

import { lazy, type ComponentType } from "react";

import { LatePart } from "@/components/ui/late-part";
import type { Display } from "@/lib/widgets/schema";

import { ListView } from "./list-view";
import { StatView } from "./stat-view";
import type { ViewProps } from "./view-props";
import { WidgetSkeleton } from "./widget-skeleton";

// Not on the dashboard that everybody starts with: fetched with the first widget that is drawn so.
const CardView = lazy(async () => ({ default: (await import("./card-view")).CardView }));
const TableView = lazy(async () => ({ default: (await import("./table-view")).TableView }));
// On it, but drawn only when something was selected, or last: the server's rows stand until they are alive.
const DetailView = lazy(async () => ({ default: (await import("./detail-view")).DetailView }));
const FeedView = lazy(async () => ({ default: (await import("./feed-view")).FeedView }));

/** The views that validate but that this release does not draw. */
type Undrawn = "chart";

/** The views that this release draws. One without a component does not compile. */
type DrawnView = Exclude<Display["view"], Undrawn>;

const VIEWS: { readonly [View in DrawnView]: ComponentType<ViewProps> } = {
  list: ListView,
  table: TableView,
  stat: StatView,
  detail: DetailView,
  feed: FeedView,
  card: CardView,
};

/** Whether this release draws a view. */
export function isDrawn(view: Display["view"]): view is DrawnView {
  return Object.hasOwn(VIEWS, view);
}

/** Draws rows by the view that their definition names; nothing when this release does not know it. */
export function WidgetView(props: ViewProps) {
  const { view } = props.definition.display;
  if (!isDrawn(view)) return null;
  const View = VIEWS[view];
  return (
    <LatePart fallback={<WidgetSkeleton view={view} />}>
      <View {...props} />
    </LatePart>
  );
}
