import type { Place } from "./places";

/** Returns true when a path is that place or a page below it. */
export const isCurrent = (
  { href, also = [], isExact = href === "/" }: Omit<Place, "icon">,
  pathname: string,
): boolean =>
  isExact
    ? pathname === href
    : [href, ...also].some((path) => pathname === path || pathname.startsWith(`${path}/`));
