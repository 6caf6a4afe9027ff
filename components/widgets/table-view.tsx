"use client";

import { useState } from "react";

import type { FieldConfig } from "@/lib/widgets/schema";
import type { SortKey } from "@/lib/widgets/sort-rows";
import { sortRows } from "@/lib/widgets/sort-rows";

import { FieldValue } from "./field-value";
import { useRows } from "./use-rows";
import type { KeyedRow, ViewProps } from "./view-props";

const isEnd = ({ align, type, format }: FieldConfig) =>
  align === "end" ||
  (align === undefined && (["money", "number", "percent"].includes(type) || format === "currency"));

/** Columns of low priority leave when the card is narrow. */
const widthClass = ({ priority = 1 }: FieldConfig) =>
  priority >= 4 ? "hidden @2xl:table-cell" : priority === 3 ? "hidden @md:table-cell" : "";

function nextSort(sort: SortKey | null, field: string): SortKey | null {
  if (sort?.field !== field) return { field, direction: "asc" };
  return sort.direction === "asc" ? { field, direction: "desc" } : null;
}

function HeaderCell({
  field,
  sort,
  onSort,
}: {
  field: FieldConfig;
  sort: SortKey | null;
  onSort: (field: string) => void;
}) {
  const text = field.label ?? field.key;
  const direction = sort?.field === field.key ? sort.direction : undefined;
  const ariaSort =
    direction === undefined ? undefined : direction === "asc" ? "ascending" : "descending";
  return (
    <th
      scope="col"
      aria-sort={ariaSort}
      className={`bg-surface text-muted sticky top-0 px-3 py-2 text-xs font-medium whitespace-nowrap first:pl-4 last:pr-4 ${isEnd(field) ? "text-right" : "text-left"} ${widthClass(field)}`}
    >
      {field.sortable ? (
        <button
          type="button"
          className="hover:text-ink inline-flex min-h-6 items-center gap-1"
          title="Sorts the loaded rows"
          onClick={() => onSort(field.key)}
        >
          {text}
          <span aria-hidden="true">
            {direction === "asc" ? "↑" : direction === "desc" ? "↓" : "↕"}
          </span>
        </button>
      ) : (
        text
      )}
    </th>
  );
}

function Cells({
  item,
  definition,
  format,
  interactive,
}: { item: KeyedRow; interactive: boolean } & Pick<ViewProps, "definition" | "format">) {
  return definition.display.fields.map((field) => (
    <td
      key={field.key}
      className={`table-value ${isEnd(field) ? "text-right" : ""} ${widthClass(field)}`}
    >
      <FieldValue field={field} row={item.row} format={format} interactive={interactive} />
    </td>
  ));
}

const CHOOSABLE = "choosable-row";

function sortItems(rows: readonly KeyedRow[], sort: SortKey | null): readonly KeyedRow[] {
  if (!sort) return rows;
  const byRow = new Map(rows.map((item) => [item.row, item]));
  return sortRows([...byRow.keys()], [sort]).flatMap((row) => byRow.get(row) ?? []);
}

/** Rows and columns. Column sort orders what is loaded and goes back to the definition's order. */
export function TableView(props: ViewProps) {
  const { definition, label, onSelect, isHighlighted, format } = props;
  const [sort, setSort] = useState<SortKey | null>(null);
  const rows = sortItems(props.rows, sort);
  const { container, rowProps } = useRows<HTMLTableSectionElement>({ ...props, rows });
  return (
    <section
      aria-label={`${label}, scrollable`}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by key
      tabIndex={0}
      className="@container overflow-x-auto -outline-offset-2"
    >
      <table className="w-full text-sm" role={onSelect ? "grid" : undefined}>
        <caption className="sr-only">{label}</caption>
        <thead>
          <tr>
            {definition.display.fields.map((field) => (
              <HeaderCell
                key={field.key}
                field={field}
                sort={sort}
                onSort={(name) => setSort((current) => nextSort(current, name))}
              />
            ))}
          </tr>
        </thead>
        <tbody ref={container} className="divide-line divide-y">
          {rows.map((item) => (
            <tr
              key={item.key}
              {...(onSelect ? rowProps(item) : {})}
              className={`${onSelect ? CHOOSABLE : ""} ${isHighlighted(item.row) ? "bg-info-soft" : ""}`}
            >
              <Cells item={item} definition={definition} format={format} interactive={!onSelect} />
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
