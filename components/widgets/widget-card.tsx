"use client";

import { LoadedCard } from "./loaded-card";
import { WidgetBoundary } from "./widget-boundary";
import type { WidgetCardProps } from "./widget-card-props";

/** A widget on a dashboard: header, state, rows. Its failure stays its own. */
export function WidgetCard(props: WidgetCardProps) {
  return (
    <WidgetBoundary>
      <LoadedCard {...props} />
    </WidgetBoundary>
  );
}
