"use client";

import { useMemo } from "react";

import { parseDefinition } from "@/lib/widgets/schema";

import { LoadedCard } from "./loaded-card";
import type { WidgetCardProps } from "./widget-card-props";

/** A card that reads its definition itself. Carries the whole parser; loaded only when the server did not read it. */
export function ParsingCard(props: WidgetCardProps) {
  const { definition } = props.instance;
  const parsed = useMemo(() => parseDefinition(definition), [definition]);
  return <LoadedCard {...props} parsed={parsed} />;
}
