import type { Route } from "next";
import Link from "next/link";

import type { PayoutRow, PayoutView } from "@/lib/business/payout-entries";

import { Breakdown } from "./detail-view";
import { Section } from "./section";

function Row({ href, person, personHref, what, gross, fee, net, date }: PayoutRow) {
  return (
    <tr className="border-line hover:bg-hover border-t">
      <td className="h-10 w-full max-w-0 min-w-40 truncate pr-4">
        {person === null ? null : personHref === null ? (
          <bdi className="mr-1.5 font-medium">{person}</bdi>
        ) : (
          <Link
            href={personHref as Route}
            prefetch={false}
            className="mr-1.5 font-medium hover:underline"
          >
            <bdi>{person}</bdi>
          </Link>
        )}
        <bdi className="text-muted">{what}</bdi>
      </td>
      <td className="figures pr-4 text-right font-semibold whitespace-nowrap">
        {href === null ? (
          gross
        ) : (
          <Link href={href as Route} prefetch={false} className="text-link hover:underline">
            {gross}
          </Link>
        )}
      </td>
      <td className="text-muted figures pr-4 text-right whitespace-nowrap">{fee}</td>
      <td className="figures text-right whitespace-nowrap sm:pr-4">{net}</td>
      <td className="text-muted figures text-right whitespace-nowrap max-sm:hidden">{date}</td>
    </tr>
  );
}

const HEAD = "text-muted h-9 text-sm font-medium";

/** The payments, refunds and fees in a payout, with totals that add up to its amount. */
export function PayoutEntries({ view }: { view: PayoutView }) {
  return (
    <>
      {view.breakdown.length > 0 ? (
        <Section title="Breakdown">
          <Breakdown lines={view.breakdown} />
        </Section>
      ) : null}
      <Section title="In this payout">
        {view.rows.length > 0 ? (
          <div className="overflow-x-auto">
            <table aria-label="In this payout" className="w-full text-sm">
              <thead>
                <tr>
                  <th scope="col" className={`${HEAD} pr-4 text-left`}>
                    Payment
                  </th>
                  <th scope="col" className={`${HEAD} pr-4 text-right`}>
                    Gross
                  </th>
                  <th scope="col" className={`${HEAD} pr-4 text-right`}>
                    Fee
                  </th>
                  <th scope="col" className={`${HEAD} text-right sm:pr-4`}>
                    Net
                  </th>
                  <th scope="col" className={`${HEAD} text-right max-sm:hidden`}>
                    Date
                  </th>
                </tr>
              </thead>
              <tbody>
                {view.rows.map((row) => (
                  <Row key={row.id} {...row} />
                ))}
              </tbody>
            </table>
          </div>
        ) : null}
        {view.note === null ? null : <p className="text-muted text-sm">{view.note}</p>}
      </Section>
    </>
  );
}
