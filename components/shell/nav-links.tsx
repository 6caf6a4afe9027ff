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

/** How many entries of a place wait for the person; 0 for most places. */
function usePending({ href }: Place): number {
  const { approvals } = usePendingCounts();
  return href === "/approvals" ? approvals : 0;
}

const countText = (count: number) => (count > 99 ? "99+" : String(count));

function RailLink({ place, pathname }: { place: Place; pathname: string }) {
  const current = isCurrent(place, pathname);
  const pending = usePending(place);
  return (
    <Link
      href={place.href}
      title={place.label}
      {...(current ? { "aria-current": "page" as const } : {})}
      className={RAIL_LINK}
    >
      <PlaceIcon path={place.icon} />
      <span className="md:max-wide:sr-only">{place.label}</span>
      {pending > 0 ? (
        <span className="bg-accent-soft text-link figures md:max-wide:hidden ml-auto rounded-full px-1.5 text-xs font-semibold">
          {countText(pending)}
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
  return (isRest ? REST : GROUPS).map(({ label, places }) => (
    <div key={label ?? "first"}>
      {label ? (
        <p className="text-muted md:max-wide:sr-only px-2 pb-1 text-xs font-medium">{label}</p>
      ) : null}
      <ul className="grid gap-px">
        {places.map((place) => (
          <li key={place.href}>
            <RailLink place={place} pathname={pathname} />
          </li>
        ))}
      </ul>
    </div>
  ));
}

const BAR_ITEM =
  "text-muted aria-[current]:text-accent flex h-14 flex-col items-center justify-center gap-1 text-[0.6875rem] font-medium";

function BarLink({ place, pathname }: { place: Place; pathname: string }) {
  const pending = usePending(place);
  return (
    <Link
      href={place.href}
      {...(isCurrent(place, pathname) ? { "aria-current": "page" as const } : {})}
      className={`${BAR_ITEM} relative`}
    >
      <PlaceIcon path={place.icon} />
      {place.label}
      {pending > 0 ? (
        <span className="bg-accent text-accent-ink figures absolute top-1.5 left-1/2 ml-1 grid h-4 min-w-4 place-items-center rounded-full px-1 text-[0.625rem] font-semibold">
          {countText(pending)}
          <span className="sr-only"> pending</span>
        </span>
      ) : null}
    </Link>
  );
}

/** The bottom bar of phones: four places and a button that shows the rest. */
export function BottomBar({ more }: { more: ReactNode }) {
  const pathname = usePathname();
  return (
    <ul className="grid grid-cols-5">
      {BAR.map((place) => (
        <li key={place.href}>
          <BarLink place={place} pathname={pathname} />
        </li>
      ))}
      <li className="grid">{more}</li>
    </ul>
  );
}
