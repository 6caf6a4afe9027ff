"use client";

import { formatField, NOTHING } from "@/lib/widgets/format";
import type { FieldConfig } from "@/lib/widgets/schema";
import { isHidden } from "@/lib/widgets/tone";

import { FieldValue } from "./field-value";
import type { ViewProps } from "./view-props";

/** Events under each other, each with its subject and time. */
export function FeedView({ definition, rows, format, label, isHighlighted }: ViewProps) {
  const { fields, feed } = definition.display;
  const time = fields.find(({ key, type }) => key === feed?.time || type === "date");
  const lead = fields.find(({ role }) => role === "primary") ?? fields[0];
  const rest = fields.filter((field) => field !== time && field !== lead);
  return (
    <ol aria-label={label} className="px-4 py-1">
      {rows.map(({ key, row }) => {
        const draw = (field: FieldConfig) => (
          <FieldValue field={field} row={row} format={format} interactive={field !== time} />
        );
        const shown = rest.filter(
          (field) =>
            !isHidden(field, row, format.nowMs) && formatField(field, row, format).text !== NOTHING,
        );
        return (
          <li
            key={key}
            className={`border-line flex gap-3 border-l py-1.5 pl-3 text-sm [contain-intrinsic-size:auto_2.75rem] [content-visibility:auto] ${isHighlighted(row) ? "bg-info-soft" : ""}`}
          >
            <div className="min-w-0 flex-1">
              <div className="text-ink truncate font-medium">{lead ? draw(lead) : key}</div>
              <div className="text-muted flex flex-wrap gap-x-3 text-xs">
                {shown.map((field) => (
                  <span key={field.key} className="max-w-full truncate">
                    <span className="sr-only">{`${field.label ?? field.key}: `}</span>
                    {draw(field)}
                  </span>
                ))}
              </div>
            </div>
            {time ? <span className="text-muted shrink-0 text-xs">{draw(time)}</span> : null}
          </li>
        );
      })}
    </ol>
  );
}
