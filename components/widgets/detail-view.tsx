"use client";

import { isHidden } from "@/lib/widgets/tone";

import { FieldValue } from "./field-value";
import type { ViewProps } from "./view-props";

/** One row in full: its leading value on top, then every field under its name. */
export function DetailView({ definition, rows, format, label }: ViewProps) {
  const [first] = rows;
  if (!first) return null;
  const { row } = first;
  const { fields, detail } = definition.display;
  const shown = fields.filter((field) => !isHidden(field, row, format.nowMs));
  const lead = shown.find(({ role }) => role === "primary");
  const rest = shown.filter((field) => field !== lead);
  return (
    <div className="flex flex-col gap-3 px-4 pb-3">
      {lead ? (
        <p className="text-ink text-2xl font-semibold tracking-tight">
          <span className="sr-only">{`${lead.label ?? lead.key}: `}</span>
          <FieldValue field={lead} row={row} format={format} interactive />
        </p>
      ) : null}
      <dl
        aria-label={label}
        className={`divide-line grid gap-x-6 ${detail?.columns === 2 ? "@md:grid-cols-2" : ""} divide-y text-sm`}
      >
        {rest.map((field) => (
          <div key={field.key} className="grid grid-cols-[7rem_1fr] items-center gap-3 py-1.5">
            <dt className="text-muted text-xs">{field.label ?? field.key}</dt>
            <dd className="text-ink min-w-0 break-words">
              <FieldValue field={field} row={row} format={format} interactive />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
