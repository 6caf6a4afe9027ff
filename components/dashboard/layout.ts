import type { WidgetInstance } from "@/lib/widgets/data";

/** Moves one item by so many places; returns the same list when it cannot go there. */
export function moveItem<T>(items: readonly T[], index: number, by: number): readonly T[] {
  const target = index + by;
  const item = items[index];
  if (item === undefined || target < 0 || target >= items.length) return items;
  return items.toSpliced(index, 1).toSpliced(target, 0, item);
}

/** The name of a widget, even when its definition cannot be used. */
export function titleOf({ title, parsed, type }: WidgetInstance): string {
  return title ?? (parsed.ok ? parsed.definition.name : type);
}

/** Lists, tables, feeds and charts need room; everything else fits a third of a wide screen. */
export function widthOf({ parsed }: WidgetInstance): "wide" | "narrow" {
  return parsed.ok && ["list", "table", "feed", "chart"].includes(parsed.definition.display.view)
    ? "wide"
    : "narrow";
}
