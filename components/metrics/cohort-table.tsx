import { Card, CardHeader, CardTitle } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";

/** Customers who first paid in a month, and the shares of them that stayed. */
export interface CohortRow {
  readonly month: string;
  readonly customers: string;
  /** From 0 to 1, from the cohort's own month on. */
  readonly shares: readonly { readonly value: number; readonly text: string }[];
}

/** Depth of a cell's colour, from what stayed. */
const SHADES = [
  "",
  "bg-chart-1/10",
  "bg-chart-1/20",
  "bg-chart-1/30",
  "bg-chart-1/40",
  "bg-chart-1/50",
] as const;

const shadeOf = (share: number): string => SHADES[Math.ceil(Math.min(1, share) * 5)] ?? "";

/** Who stays, by the month in which they first paid. */
export function CohortTable({
  title,
  definition,
  rows,
}: {
  title: string;
  definition: string;
  rows: readonly CohortRow[];
}) {
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
          className="overflow-x-auto px-4 pb-4"
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by the keyboard
          tabIndex={0}
          role="region"
          aria-label={`${title}, as a table`}
        >
          <table className="w-full border-separate border-spacing-0.5 text-sm">
            <thead>
              <tr className="text-muted">
                <th scope="col" className="h-8 text-left font-medium">
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
            <tbody>
              {rows.map(({ month, customers, shares }) => (
                <tr key={month}>
                  <th scope="row" className="h-8 text-left font-medium whitespace-nowrap">
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
    </Card>
  );
}
