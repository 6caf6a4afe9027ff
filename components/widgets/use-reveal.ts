import { useEffect, useRef, useState } from "react";

import { matchTopic } from "@/lib/core/topics";
import type { WidgetDefinition } from "@/lib/widgets/schema";

/** True if an event selects what the widget shows: without that selection it would show nothing. */
export function isSelectionFor(definition: WidgetDefinition, type: string): boolean {
  const { dataSource, variables } = definition;
  const required = dataSource.type === "static" ? [] : (dataSource.requires ?? []);
  return required.some((name) => {
    const from = variables?.[name]?.from;
    return from !== undefined && matchTopic(from.event, type);
  });
}

/** Cards stand under each other here, so that what was selected may be out of sight. */
const ONE_COLUMN = "(max-width: 1023px)";

/**
 * On a narrow screen, brings a card into view and gives it the focus each time `selections` grows. `goBack` leads to
 * what had the focus before; it is `null` where nothing was moved.
 */
export function useReveal(selections: number) {
  const card = useRef<HTMLElement>(null);
  const [from, setFrom] = useState<HTMLElement | null>(null);
  useEffect(() => {
    if (selections === 0 || !window.matchMedia?.(ONE_COLUMN).matches) return;
    const before = document.activeElement;
    // oxlint-disable-next-line react/set-state-in-effect -- what had the focus is known when the card takes it
    setFrom(before instanceof HTMLElement ? before : null);
    card.current?.focus({ preventScroll: true });
    card.current?.scrollIntoView({ block: "start" });
  }, [selections]);
  const goBack = () => {
    from?.focus({ preventScroll: true });
    from?.scrollIntoView({ block: "center" });
    setFrom(null);
  };
  return { card, goBack: from ? goBack : null };
}
