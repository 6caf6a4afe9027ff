import type { SearchGroup, SearchHit, SearchResults } from "@/lib/business/search-results";

import { actionsFor, isNamed, matchEntries, pagesFor, type Entry, type Rights } from "./entries";
import type { Recent } from "./recent";

/** One line of the list. */
export interface Result extends Omit<SearchHit, "id"> {
  /** Unique in the list. */
  readonly key: string;
  /** Id of an object or an automation; `null` for pages and actions. */
  readonly id: string | null;
  readonly look: "person" | "page" | "action";
}

/** Lines under a heading. */
export interface ResultGroup {
  readonly value: string;
  readonly items: readonly Result[];
}

const PLAIN = { id: null, note: null, isProblem: false, status: null, date: null, account: null };

const ofEntries = (
  value: string,
  look: Result["look"],
  entries: readonly Entry[],
): ResultGroup => ({
  value,
  items: entries.map(({ title, href }) => ({
    ...PLAIN,
    key: `${value} ${title}`,
    look,
    title,
    href,
  })),
});

const lookOf = (href: string): Result["look"] =>
  href.startsWith("/customers/") ? "person" : "page";

const ofHits = ({ label, hits }: SearchGroup): ResultGroup => ({
  value: label,
  items: hits.map((hit) => ({ ...hit, key: hit.href, look: lookOf(hit.href) })),
});

const filled = (groups: readonly ResultGroup[]): ResultGroup[] =>
  groups.filter(({ items }) => items.length > 0);

/** The list before anything is typed: recently opened results, and the pages. */
export function beforeTyping(recent: readonly Recent[], rights: Rights): ResultGroup[] {
  const items = recent.map((one) => ({
    ...PLAIN,
    ...one,
    id: one.href,
    key: `recent ${one.href}`,
    look: lookOf(one.href),
  }));
  return filled([
    { value: "Recently opened", items },
    ofEntries("Pages", "page", pagesFor(rights)),
  ]);
}

/**
 * The list for a typed text. Pages and actions whose name begins with it come first, because they are there at
 * once and must not move when the server answers.
 */
export function resultsFor(
  typed: string,
  { rights, apps }: { readonly rights: Rights; readonly apps: readonly string[] },
  found: SearchResults | null,
): ResultGroup[] {
  const split = (value: string, look: Result["look"], entries: readonly Entry[]) => {
    const matching = matchEntries(typed, entries);
    const named = matching.filter((one) => isNamed(typed, one));
    const others = matching.filter((one) => !isNamed(typed, one));
    return { first: ofEntries(value, look, named), last: ofEntries(value, look, others) };
  };
  const pages = split("Pages", "page", pagesFor(rights));
  const actions = split("Actions", "action", actionsFor(rights, apps));
  // A group stands in one place: with its better matches.
  const whole = (group: typeof pages) => ({
    ...group.first,
    items: [...group.first.items, ...group.last.items],
  });
  const isFirst = (group: typeof pages) => group.first.items.length > 0;
  return filled([
    ...[pages, actions].filter(isFirst).map(whole),
    ...(found?.groups ?? []).map(ofHits),
    ...[pages, actions].filter((group) => !isFirst(group)).map(whole),
  ]);
}

/** The result that Enter opens for an exact id, or the first one. */
export function bestOf(typed: string, groups: readonly ResultGroup[]): Result | undefined {
  const all = groups.flatMap(({ items }) => items);
  return all.find(({ id }) => id === typed.trim()) ?? all[0];
}
