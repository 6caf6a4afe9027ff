"use client";

import type { Route } from "next";
import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import type { ReactNode } from "react";

import { usePendingCounts } from "@/components/approvals/pending-counts";

import { isCurrent } from "./is-current";
import type { Place } from "./places";

const LOOK = {
  rail: {
    link: "text-muted hover:bg-rail-hover hover:text-ink max-md:aria-[current]:bg-accent-soft md:aria-[current]:bg-rail-selected aria-[current]:text-ink aria-[current]:[&>svg]:text-accent rounded-control flex h-[1.875rem] items-center gap-2 px-2 text-sm font-medium whitespace-nowrap max-md:h-11",
    label: "md:max-wide:sr-only",
    count: "bg-accent-soft text-link md:max-wide:hidden ml-auto px-1.5 text-xs",
  },
  bar: {
    link: "text-muted aria-[current]:text-accent relative flex h-14 flex-col items-center justify-center gap-1 text-[0.6875rem] font-medium",
    label: "",
    count: "bg-accent text-accent-ink absolute top-1.5 left-1/2 ml-1 h-4 px-1.5 leading-4",
  },
} as const;

/** A link to a place, marked while the person is there, with the count of pending approvals beside theirs. */
export function PlaceLink({
  place,
  icon,
  look,
}: {
  place: Omit<Place, "icon">;
  /** Drawn by the server, so that its path is in no script. */
  icon: ReactNode;
  look: keyof typeof LOOK;
}) {
  const pathname = usePathname();
  const { approvals } = usePendingCounts();
  const account = useSearchParams().get("account");
  const { href, label, isOfAccount = false } = place;
  const kept = isOfAccount && account !== null ? `?account=${encodeURIComponent(account)}` : "";
  return (
    <Link
      href={`${href}${kept}` as Route}
      title={label}
      {...(isCurrent(place, pathname) ? { "aria-current": "page" as const } : {})}
      className={LOOK[look].link}
    >
      {icon}
      <span className={LOOK[look].label}>{label}</span>
      {href === "/approvals" && approvals > 0 ? (
        <span className={`figures rounded-full font-semibold ${LOOK[look].count}`}>
          {approvals}
          <span className="sr-only"> pending</span>
        </span>
      ) : null}
    </Link>
  );
}
