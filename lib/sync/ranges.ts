import type { ImportRange } from "@/lib/db/object-imports";

/** One page of a list by time of creation, newest first. */
export interface ListedPage {
  readonly data: readonly { readonly id: string; readonly created: number }[];
  readonly hasMore: boolean;
}

/**
 * Returns what is left of a range after its newest page, newest first. With `split`, the rest is halved, so that both halves
 * can be read at once; each split may cost one page that is not full.
 */
export function restOf(range: ImportRange, page: ListedPage, split: boolean): ImportRange[] {
  const last = page.data.at(-1);
  if (!page.hasMore || !last) return [];
  // Objects of the oldest second may be on the next page too: the second stays, and the cursor skips what was read.
  const remaining = { from: range.from, to: Math.min(range.to, last.created + 1), after: last.id };
  const middle = Math.floor((range.from + last.created) / 2);
  if (!split || middle <= range.from || middle >= last.created) return [remaining];
  return [
    { ...remaining, from: middle },
    { from: range.from, to: middle },
  ];
}
