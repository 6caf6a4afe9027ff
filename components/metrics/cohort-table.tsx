import { Card, CardHeader, CardTitle } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { extentOf, shadeStep } from "@/lib/figures/shades";

/** Customers who first paid in a month, and the shares of them that stayed. */
export interface CohortRow {
  readonly month: string;
  readonly customers: string;
  /** From 0 to 1, from the cohort's own month on. */
  readonly shares: readonly { readonly value: number; readonly text: string }[];
}

/** Depths of a cell's colour, from the smallest share of the table to the largest. */
const SHADES = [
  "bg-chart-1/10",
  "bg-chart-1/20",
  "bg-chart-1/30",
  "bg-chart-1/40",
  "bg-chart-1/50",
] as const;

/** More months than this do not fit beside each other. */
const MAX_IN_VIEW = 7;

function Head({ months }: { months: number }) {
  return (
    <thead>
      <tr className="text-muted">
        <th scope="col" className="bg-surface sticky left-0 h-8 text-left font-medium">
          Joined
        </th>
        <th scope="col" className="pr-3 text-right font-medium">
          Customers
        </th>
        {Array.from({ length: months }, (_, index) => (
          <th
            key={`month ${index}`}
            scope="col"
            className="pr-2 text-right font-medium whitespace-nowrap"
          >
            {index === 0 ? "Start" : `Month ${index}`}
          </th>
        ))}
      </tr>
    </thead>
  );
}

/** Customers who stay, by the month in which they first paid. */
export function CohortTable({
  title,
  definition,
  rows,
}: {
  title: string;
  definition: string;
  rows: readonly CohortRow[];
}) {
  const extent = extentOf(rows.flatMap(({ shares }) => shares.map(({ value }) => value)));
  const shadeOf = (share: number) => SHADES[shadeStep(share, extent, SHADES.length) - 1] ?? "";
  const months = Math.max(0, ...rows.map(({ shares }) => shares.length));
  return (
    <Card aria-labelledby="cohorts">
      <CardHeader>
        <CardTitle id="cohorts">{title}</CardTitle>
        <span className="text-muted truncate text-sm max-md:hidden" title={definition}>
          Share of customers still paying, by the month they joined
        </span>
      </CardHeader>
      {rows.length === 0 ? (
        <EmptyState title="Nobody has subscribed yet" />
      ) : (
        <div
          className="scroll-hint overflow-x-auto px-4 pb-2"
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by the keyboard
          tabIndex={0}
          role="region"
          aria-label={`${title}, as a table`}
        >
          <table className="w-full border-separate border-spacing-0.5 text-sm">
            <Head months={months} />
            <tbody>
              {rows.map(({ month, customers, shares }) => (
                <tr key={month}>
                  <th
                    scope="row"
                    className="bg-surface sticky left-0 h-8 pr-2 text-left font-medium whitespace-nowrap"
                  >
                    {month}
                  </th>
                  <td className="figures text-muted pr-3 text-right">{customers}</td>
                  {shares.map(({ value, text }, index) => (
                    <td
                      key={`${month} ${index}`}
                      className={`figures rounded-badge pr-2 text-right ${shadeOf(value)}`}
                    >
                      {text}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {months > MAX_IN_VIEW ? (
        <p className="text-muted px-4 pb-3 text-xs">
          Scroll sideways to see all {months - 1} months.
        </p>
      ) : null}
    </Card>
  );
}
