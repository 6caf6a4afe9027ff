"use client";

import { NOTHING, formatField } from "@/lib/widgets/format";
import type { FieldConfig, WidgetDefinition } from "@/lib/widgets/schema";
import { isHidden } from "@/lib/widgets/tone";

import { FieldValue } from "./field-value";
import { Listbox, Option } from "./listbox";
import { useRows } from "./use-rows";
import type { KeyedRow, ViewProps } from "./view-props";

interface Slots {
  readonly primary: FieldConfig | undefined;
  readonly badges: readonly FieldConfig[];
  readonly date: FieldConfig | undefined;
  readonly meta: readonly FieldConfig[];
}

/** Who stands where: roles decide, else the first field leads, badges and the first date go to the right. */
function slotsOf({ display: { fields } }: WidgetDefinition): Slots {
  const badges = fields.filter(({ role, type }) => role === "badge" || (!role && type === "badge"));
  const rest = fields.filter((field) => !badges.includes(field));
  const primary = rest.find(({ role }) => role === "primary") ?? rest[0];
  const date = rest.find((field) => field !== primary && field.type === "date" && !field.role);
  return {
    primary,
    badges,
    date,
    meta: rest.filter((field) => field !== primary && field !== date),
  };
}

function RowContent({
  slots,
  item,
  format,
  interactive,
}: { slots: Slots; item: KeyedRow; interactive: boolean } & Pick<ViewProps, "format">) {
  const { row } = item;
  const draw = (field: FieldConfig) => (
    <FieldValue field={field} row={row} format={format} interactive={interactive} />
  );
  const shown = (field: FieldConfig) =>
    !isHidden(field, row, format.nowMs) && formatField(field, row, format).text !== NOTHING;
  return (
    <>
      <div className="min-w-0 flex-1 overflow-hidden">
        <div className="text-ink truncate text-sm font-medium">
          {slots.primary ? draw(slots.primary) : item.key}
        </div>
        {/* A dot stands before each value; before the first of a line it is cut off by the edge. */}
        <div className="text-muted -ml-4 flex flex-wrap text-xs">
          {slots.meta.filter(shown).map((field) => (
            <span key={field.key} className="dotted-value">
              <span className="sr-only">{`${field.label ?? field.key}: `}</span>
              {draw(field)}
            </span>
          ))}
        </div>
      </div>
      <div className="flex shrink-0 flex-col items-end gap-1">
        {slots.badges.filter(shown).map((field) => (
          <span key={field.key}>{draw(field)}</span>
        ))}
        {slots.date ? <span className="text-muted text-xs">{draw(slots.date)}</span> : null}
      </div>
    </>
  );
}

const ROW = "list-row";
const CHOOSABLE = "choosable-row pointer-coarse:min-h-14";

/** Rows under each other: a leading value, its details, and state and time at the right. */
export function ListView(props: ViewProps) {
  const { definition, rows, label, onSelect, isHighlighted, format } = props;
  const { container, rowProps } = useRows<HTMLDivElement>(props);
  const slots = slotsOf(definition);
  const highlight = (item: KeyedRow) => (isHighlighted(item.row) ? "bg-info-soft" : "");
  if (!onSelect) {
    return (
      <ul aria-label={label} className="divide-line divide-y">
        {rows.map((item) => (
          <li key={item.key} className={`${ROW} ${highlight(item)}`}>
            <RowContent slots={slots} item={item} format={format} interactive />
          </li>
        ))}
      </ul>
    );
  }
  return (
    <Listbox container={container} label={label} className="divide-line divide-y">
      {rows.map((item) => (
        <Option
          key={item.key}
          row={rowProps(item)}
          className={`${ROW} ${CHOOSABLE} ${highlight(item)}`}
        >
          <RowContent slots={slots} item={item} format={format} interactive={false} />
        </Option>
      ))}
    </Listbox>
  );
}
