import type { WidgetDrawing, WidgetRow } from "@/lib/widgets/data";
import type { FormatContext } from "@/lib/widgets/format";
import { readPath } from "@/lib/widgets/paths";
import type { WidgetDefinition } from "@/lib/widgets/schema";

/** A row with the key that it keeps through refreshes. */
export interface KeyedRow {
  readonly key: string;
  readonly row: WidgetRow;
}

/** The props of a view. Views load nothing and hold no data. */
export interface ViewProps {
  readonly definition: WidgetDefinition;
  readonly rows: readonly KeyedRow[];
  readonly format: FormatContext;
  /** The rows as a picture, for the views that have one. */
  readonly drawing: WidgetDrawing | null;
  /** The widget's name, for lists and tables that need one. */
  readonly label: string;
  readonly selectedKey: string | null;
  readonly isHighlighted: (row: WidgetRow) => boolean;
  /** Chooses a row; `null` when rows do not react to a click. */
  readonly onSelect: ((row: KeyedRow) => void) | null;
}

/** Gives each row its key: the definition's `rowKey`, else `id`, else its place. */
export function keyRows(definition: WidgetDefinition, rows: readonly WidgetRow[]): KeyedRow[] {
  const seen = new Set<string>();
  return rows.map((row, index) => {
    const value = readPath(row, definition.display.rowKey ?? "id");
    const named = typeof value === "string" || typeof value === "number" ? String(value) : "";
    const key = named && !seen.has(named) ? named : `${named}#${index}`;
    seen.add(key);
    return { key, row };
  });
}
