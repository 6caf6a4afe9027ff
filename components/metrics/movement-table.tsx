import type { Route } from "next";
import Link from "next/link";

import { Card, CardHeader, CardTitle } from "@/components/ui/card";

/** A movement of MRR, with a link to the customers behind it. */
export interface MovementRow {
  readonly name: string;
  readonly amount: string;
  readonly customers: string;
  readonly href: string;
  readonly isOpen: boolean;
}

/** A customer behind a movement. */
export interface MovedCustomer {
  readonly key: string;
  readonly name: string;
  readonly href: string;
  readonly day: string;
  readonly before: string;
  readonly after: string;
  readonly change: string;
}

/** The movements of MRR as links to the customers behind each of them. */
export function MovementLinks({ rows }: { rows: readonly MovementRow[] }) {
  return (
    <ul
      aria-label="Customers behind each movement"
      className="border-line grid grid-cols-2 border-t text-sm md:grid-cols-5"
    >
      {rows.map(({ name, amount, customers, href, isOpen }) => (
        <li key={name} className="relative px-4 py-2.5">
          <p className="text-muted text-xs">{name}</p>
          <p className="figures font-semibold">{amount}</p>
          <Link
            href={href as Route}
            scroll={false}
            {...(isOpen ? { "aria-current": "true" as const } : {})}
            className="text-link text-xs after:absolute after:inset-0 hover:underline aria-[current]:font-semibold"
          >
            {customers}
          </Link>
        </li>
      ))}
    </ul>
  );
}

const HEAD = "text-muted h-9 px-3 font-medium whitespace-nowrap first:pl-0 last:pr-0";
const CELL = "h-10 px-3 whitespace-nowrap first:pl-0 last:pr-0";

/** The customers behind a movement. */
export function MovedCustomers({
  title,
  rows,
  closeHref,
}: {
  title: string;
  rows: readonly MovedCustomer[];
  closeHref: string;
}) {
  return (
    <Card aria-labelledby="moved">
      <CardHeader>
        <CardTitle id="moved">{title}</CardTitle>
        <span className="text-muted figures text-sm">{rows.length}</span>
        <Link
          href={closeHref as Route}
          scroll={false}
          className="text-link ml-auto text-sm hover:underline"
        >
          Close
        </Link>
      </CardHeader>
      <div
        className="overflow-x-auto px-4 pb-3"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by the keyboard
        tabIndex={0}
        role="region"
        aria-label={`${title}, as a table`}
      >
        <table className="w-full text-sm">
          <thead>
            <tr>
              <th scope="col" className={`${HEAD} text-left`}>
                Customer
              </th>
              {["Before", "After", "Change", "Date"].map((heading) => (
                <th key={heading} scope="col" className={`${HEAD} text-right`}>
                  {heading}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, name, href, day, before, after, change }) => (
              <tr key={key} className="border-line hover:bg-hover relative border-t">
                <td className={`${CELL} w-full font-medium`}>
                  <Link
                    href={href as Route}
                    prefetch={false}
                    className="after:absolute after:inset-0"
                  >
                    {name}
                  </Link>
                </td>
                <td className={`${CELL} figures text-muted text-right`}>{before}</td>
                <td className={`${CELL} figures text-right`}>{after}</td>
                <td className={`${CELL} figures text-right font-semibold`}>{change}</td>
                <td className={`${CELL} figures text-right`}>{day}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
