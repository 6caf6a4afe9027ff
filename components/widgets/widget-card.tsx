"use client";

import { lazy, Suspense } from "react";

import { Card, CardHeader, CardTitle } from "@/components/ui/card";

import { LoadedCard } from "./loaded-card";
import { WidgetBoundary } from "./widget-boundary";
import type { WidgetCardProps } from "./widget-card-props";
import { WidgetSkeleton } from "./widget-skeleton";

const ParsingCard = lazy(async () => ({ default: (await import("./parsing-card")).ParsingCard }));

function Placeholder({ name }: { name: string }) {
  return (
    <Card aria-label={name} aria-busy data-state="loading">
      <CardHeader>
        <CardTitle>{name}</CardTitle>
      </CardHeader>
      <div className="h-[22rem] overflow-hidden">
        <WidgetSkeleton view="list" />
      </div>
    </Card>
  );
}

/** A widget on a dashboard: header, state, rows. Its failure stays its own. */
export function WidgetCard(props: WidgetCardProps) {
  const { parsed, title, type } = props.instance;
  return (
    <WidgetBoundary>
      {parsed ? (
        <LoadedCard {...props} parsed={parsed} />
      ) : (
        <Suspense fallback={<Placeholder name={title ?? type} />}>
          <ParsingCard {...props} />
        </Suspense>
      )}
    </WidgetBoundary>
  );
}
