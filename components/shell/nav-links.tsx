"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";

import { usePendingCounts } from "@/components/approvals/pending-counts";

import { BAR, GROUPS, isCurrent, type Place } from "./places";

function PlaceIcon({ path }: { path: string }) {
  return (
    <svg
      viewBox="0 0 16 16"
      className="size-4 shrink-0 fill-none stroke-current"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={path} />
    </svg>
  );
}

const RAIL_LINK =
  "text-muted hover:bg-rail-hover hover:text-ink max-md:aria-[current]:bg-accent-soft md:aria-[current]:bg-rail-selected aria-[current]:text-ink aria-[current]:[&>svg]:text-accent rounded-control flex h-[1.875rem] items-center gap-2 px-2 text-sm font-medium whitespace-nowrap max-md:h-11";

interface PlaceLinkProps {
  place: Place;
  pathname: string;
  /** How many approvals are pending; shown beside their place. */
  approvals: number;
  className: string;
  labelClass?: string;
  countClass: string;
}

function PlaceLink({
  place,
  pathname,
  approvals,
  className,
  labelClass,
  countClass,
}: PlaceLinkProps) {
  const { href, label, icon } = place;
  return (
    <Link
      href={href}
      title={label}
      {...(isCurrent(place, pathname) ? { "aria-current": "page" as const } : {})}
      className={className}
    >
      <PlaceIcon path={icon} />
      <span className={labelClass}>{label}</span>
      {href === "/approvals" && approvals > 0 ? (
        <span className={`figures rounded-full font-semibold ${countClass}`}>
          {approvals}
          <span className="sr-only"> pending</span>
        </span>
      ) : null}
    </Link>
  );
}

/** The groups without the places that the bottom bar has. */
const REST = GROUPS.map((group) => ({
  ...group,
  places: group.places.filter((place) => !BAR.includes(place)),
})).filter(({ places }) => places.length > 0);

/**
 * The navigation of the rail, in groups. Below 1200 px of width it shows icons alone. `isRest` leaves out what the bottom
 * bar of phones has.
 */
export function NavLinks({ isRest = false }: { isRest?: boolean }) {
  const pathname = usePathname();
  const { approvals } = usePendingCounts();
  return (isRest ? REST : GROUPS).map(({ label, places }) => (
    <div key={label ?? "first"}>
      {label ? (
        <p className="text-muted md:max-wide:sr-only px-2 pb-1 text-xs font-medium">{label}</p>
      ) : null}
      <ul className="grid gap-px">
        {places.map((place) => (
          <li key={place.href}>
            <PlaceLink
              place={place}
              pathname={pathname}
              approvals={approvals}
              className={RAIL_LINK}
              labelClass="md:max-wide:sr-only"
              countClass="bg-accent-soft text-link md:max-wide:hidden ml-auto px-1.5 text-xs"
            />
          </li>
        ))}
      </ul>
    </div>
  ));
}

const BAR_ITEM =
  "text-muted aria-[current]:text-accent relative flex h-14 flex-col items-center justify-center gap-1 text-[0.6875rem] font-medium";

/** The bottom bar of phones: four places and a button that shows the rest. */
export function BottomBar({ more }: { more: ReactNode }) {
  const pathname = usePathname();
  const { approvals } = usePendingCounts();
  return (
    <ul className="grid grid-cols-5">
      {BAR.map((place) => (
        <li key={place.href}>
          <PlaceLink
            place={place}
            pathname={pathname}
            approvals={approvals}
            className={BAR_ITEM}
            countClass="bg-accent text-accent-ink absolute top-1.5 left-1/2 ml-1 h-4 px-1.5 leading-4"
          />
        </li>
      ))}
      <li className="grid">{more}</li>
    </ul>
  );
}
