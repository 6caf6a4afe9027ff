import type { Chart } from "@/lib/figures/chart";

import { ChartKeys } from "./chart-keys";
import { Picture } from "./picture";

function DataTable({ caption, table }: Pick<Chart, "caption" | "table">) {
  return (
    <div data-table hidden className="max-h-80 overflow-auto px-4 pb-3">
      <table className="w-full text-sm">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            {table.head.map((heading, index) => (
              <th
                key={heading}
                scope="col"
                className={`text-muted h-8 font-medium ${index === 0 ? "text-left" : "text-right"}`}
              >
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map(([name, ...values]) => (
            <tr key={name} className="border-line border-t">
              <th scope="row" className="h-8 text-left font-normal whitespace-nowrap">
                {name}
              </th>
              {values.map((value, index) => (
                <td key={table.head[index + 1]} className="figures text-right whitespace-nowrap">
                  {value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/**
 * A chart as a figure. It is drawn on the server; its script only reads points aloud and beside the pointer. One tab stop:
 * ← → Home End go from point to point, T shows the table.
 */
export function ChartFigure({ chart }: { chart: Chart }) {
  const { caption, wide, narrow, table, csvHref, csvName, pngHref } = chart;
  return (
    <figure
      data-chart
      role="group"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the keys of a chart need a tab stop
      tabIndex={0}
      aria-label={`${caption} Arrow keys read points, T shows the table.`}
      className="rounded-card relative min-w-0"
    >
      <div className="px-4 pt-1 pb-2">
        <Picture mark={wide} className="h-auto w-full max-md:hidden" />
        <Picture mark={narrow} className="h-auto w-full md:hidden" />
      </div>
      <output
        data-tip
        aria-live="polite"
        className="bg-raised shadow-popup rounded-control pointer-events-none absolute top-4 left-4 z-10 max-w-60 px-3 py-2 text-xs whitespace-pre-line empty:hidden"
      />
      <DataTable caption={caption} table={table} />
      <p className="flex justify-end gap-4 px-4 pb-2 text-xs">
        <ChartKeys />
        {csvHref ? (
          <a href={csvHref} download={csvName ?? true} className="text-muted hover:text-ink">
            CSV
          </a>
        ) : null}
        {pngHref ? (
          <a href={pngHref} download className="text-muted hover:text-ink">
            PNG
          </a>
        ) : null}
      </p>
    </figure>
  );
}
