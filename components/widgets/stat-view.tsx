"use client";

import { Badge } from "@/components/ui/badge";
import type { WidgetRow } from "@/lib/widgets/data";
import { formatField } from "@/lib/widgets/format";
import { readPath } from "@/lib/widgets/paths";
import type { FieldConfig, WidgetDefinition } from "@/lib/widgets/schema";
import { isHidden } from "@/lib/widgets/tone";

import type { ViewProps } from "./view-props";

/** The change against the compared figure: words and a sign first, and whether it is good as a tone. */
function Change({ definition, row }: { definition: WidgetDefinition; row: WidgetRow }) {
  const { stat } = definition.display;
  const now = stat?.value ? readPath(row, stat.value) : undefined;
  const before = stat?.comparison ? readPath(row, stat.comparison) : undefined;
  if (typeof now !== "number" || typeof before !== "number" || before === 0) return null;
  const change = (now - before) / Math.abs(before);
  const text = new Intl.NumberFormat("en-US", {
    style: "percent",
    signDisplay: "always",
    maximumFractionDigits: 1,
  }).format(change);
  const good = change === 0 ? null : change > 0 === (stat?.goodDirection !== "down");
  return (
    <Badge tone={good === null ? "neutral" : good ? "success" : "danger"}>
      {`${text} against before`}
    </Badge>
  );
}

function Figure({
  field,
  row,
  format,
}: { field: FieldConfig; row: WidgetRow } & Pick<ViewProps, "format">) {
  const shown = formatField(field, row, format);
  return (
    <div className="min-w-32 flex-1">
      <dt className="text-muted text-xs">{field.label ?? field.key}</dt>
      {(shown.lines ?? [shown.text]).map((line) => (
        <dd
          key={line}
          className="figures text-ink text-xl leading-snug font-semibold tracking-tight"
        >
          {line}
        </dd>
      ))}
    </div>
  );
}

/** Large figures of the first row, each under its name; one line per currency. */
export function StatView({ definition, rows, format, label }: ViewProps) {
  const [first] = rows;
  if (!first) return null;
  const fields = definition.display.fields.filter((field) => !isHidden(field, first.row));
  return (
    <div className="flex flex-col gap-2 px-4 py-2">
      <dl aria-label={label} className="flex flex-wrap gap-x-6 gap-y-3">
        {fields.map((field) => (
          <Figure key={field.key} field={field} row={first.row} format={format} />
        ))}
      </dl>
      <div>
        <Change definition={definition} row={first.row} />
      </div>
    </div>
  );
}
