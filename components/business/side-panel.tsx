import type { Route } from "next";
import Link from "next/link";

import { buttonClass } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import type { Details } from "@/lib/business/detail-types";

import { Breakdown, Facts, Headline, Timeline } from "./detail-view";

/** An object beside its list: what one wants to know without leaving it. */
export function SidePanel({
  label,
  details,
  timeZone,
  closeHref,
  pageHref,
}: {
  label: string;
  details: Details;
  timeZone: string;
  closeHref: string;
  pageHref: string;
}) {
  return (
    <aside
      aria-label={label}
      className="border-line max-wide:bg-canvas max-wide:fixed max-wide:inset-y-0 max-wide:right-0 max-wide:z-30 max-wide:w-full max-wide:max-w-md max-wide:shadow-popup wide:sticky wide:top-12 wide:-mt-6 wide:-mr-6 wide:h-[calc(100dvh-3rem)] flex flex-col border-l"
    >
      <div className="border-line flex h-12 shrink-0 items-center gap-2 border-b px-4">
        <p className="text-sm font-medium">{label}</p>
        <Link
          href={pageHref as Route}
          aria-label="Open the whole page"
          className={`${buttonClass({ variant: "ghost", size: "icon" })} ml-auto`}
        >
          <Icon name="external" />
        </Link>
        <Link
          href={closeHref as Route}
          scroll={false}
          aria-label="Close"
          className={buttonClass({ variant: "ghost", size: "icon" })}
        >
          <Icon name="cross" />
        </Link>
      </div>
      <div className="grid min-h-0 flex-1 content-start gap-6 overflow-y-auto p-4">
        <Headline details={details} level={2} />
        <Facts facts={details.facts} />
        {details.breakdown.length > 0 ? (
          <section>
            <h3 className="mb-1 text-base font-semibold">
              {details.breakdownTitle ?? "What you keep"}
            </h3>
            <Breakdown lines={details.breakdown} />
          </section>
        ) : null}
        {details.timeline.length > 0 ? (
          <section>
            <h3 className="mb-3 text-base font-semibold">What happened</h3>
            <Timeline moments={details.timeline} timeZone={timeZone} />
          </section>
        ) : null}
      </div>
      <div className="border-line flex shrink-0 justify-end border-t p-3">
        <Link href={pageHref as Route} className="text-link text-sm font-medium hover:underline">
          Open {label.toLowerCase()}
        </Link>
      </div>
    </aside>
  );
}
