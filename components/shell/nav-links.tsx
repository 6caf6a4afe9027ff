import type { ReactNode } from "react";

import { PlaceLink } from "./place-link";
import { BAR, GROUPS, type Place } from "./places";

function LinkTo({ place: { icon, ...place }, look }: { place: Place; look: "rail" | "bar" }) {
  return (
    <PlaceLink
      place={place}
      look={look}
      icon={
        <svg
          viewBox="0 0 16 16"
          className="size-4 shrink-0 fill-none stroke-current"
          strokeWidth="1.5"
          strokeLinecap="round"
          strokeLinejoin="round"
          aria-hidden="true"
        >
          <path d={icon} />
        </svg>
      }
    />
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
  return (isRest ? REST : GROUPS).map(({ label, places }) => (
    <div key={label ?? "first"}>
      {label ? (
        <p className="text-muted md:max-wide:sr-only px-2 pb-1 text-xs font-medium">{label}</p>
      ) : null}
      <ul className="grid gap-px">
        {places.map((place) => (
          <li key={place.href}>
            <LinkTo place={place} look="rail" />
          </li>
        ))}
      </ul>
    </div>
  ));
}

/** The bottom bar of phones: four places and a button that shows the rest. */
export function BottomBar({ more }: { more: ReactNode }) {
  return (
    <ul className="grid grid-cols-5">
      {BAR.map((place) => (
        <li key={place.href}>
          <LinkTo place={place} look="bar" />
        </li>
      ))}
      <li className="grid">{more}</li>
    </ul>
  );
}
