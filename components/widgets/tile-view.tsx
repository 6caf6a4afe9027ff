"use client";

import { TileFigure } from "@/components/metrics/tiles";
import { EmptyState } from "@/components/ui/empty-state";

import type { ViewProps } from "./view-props";

/** One figure with its change and its course, as on the Overview. */
export function TileView({ drawing }: ViewProps) {
  if (drawing?.kind !== "tile") return <EmptyState title="There is no figure yet" />;
  const { tile } = drawing;
  return (
    <div
      title={tile.definition}
      className="relative grid min-w-0 content-start gap-0.5 px-4 pt-1 pb-2"
    >
      <TileFigure tile={tile} />
    </div>
  );
}
