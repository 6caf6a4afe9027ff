"use client";

import { isHidden } from "@/lib/widgets/tone";

import { FieldValue } from "./field-value";
import { Listbox, Option } from "./listbox";
import { useRows } from "./use-rows";
import type { KeyedRow, ViewProps } from "./view-props";

const GRID = "grid grid-cols-[repeat(auto-fill,minmax(11rem,1fr))] gap-2 p-4";
const CARD = "border-line rounded-control flex min-w-0 flex-col gap-1 border p-3";
const CHOOSABLE =
  "hover:bg-sunken aria-selected:bg-accent-soft aria-selected:border-accent cursor-pointer";

function Content({
  item,
  definition,
  format,
  interactive,
}: { item: KeyedRow; interactive: boolean } & Pick<ViewProps, "definition" | "format">) {
  const fields = definition.display.fields.filter(
    (field) => !isHidden(field, item.row, format.nowMs),
  );
  const lead = fields.find(({ role }) => role === "primary") ?? fields[0];
  return fields.map((field) => (
    <div
      key={field.key}
      className={
        field === lead ? "text-ink truncate text-sm font-medium" : "text-muted truncate text-xs"
      }
    >
      <span className="sr-only">{`${field.label ?? field.key}: `}</span>
      <FieldValue field={field} row={item.row} format={format} interactive={interactive} />
    </div>
  ));
}

/** Rows as small cards beside each other. */
export function CardView(props: ViewProps) {
  const { definition, rows, format, label, onSelect, isHighlighted } = props;
  const { container, rowProps } = useRows<HTMLDivElement>(props);
  const look = (item: KeyedRow) => `${CARD} ${isHighlighted(item.row) ? "bg-info-soft" : ""}`;
  if (!onSelect) {
    return (
      <ul aria-label={label} className={GRID}>
        {rows.map((item) => (
          <li key={item.key} className={look(item)}>
            <Content item={item} definition={definition} format={format} interactive />
          </li>
        ))}
      </ul>
    );
  }
  return (
    <Listbox container={container} label={label} className={GRID}>
      {rows.map((item) => (
        <Option key={item.key} row={rowProps(item)} className={`${look(item)} ${CHOOSABLE}`}>
          <Content item={item} definition={definition} format={format} interactive={false} />
        </Option>
      ))}
    </Listbox>
  );
}
