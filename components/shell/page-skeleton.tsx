import { Skeleton } from "@/components/ui/skeleton";

/** The heading of a page that is loading. */
function HeaderSkeleton({ hasAction }: { hasAction: boolean }) {
  return (
    <div className="mb-4 flex items-start justify-between gap-3">
      <Skeleton className="h-7 w-48 max-w-full" />
      {hasAction ? <Skeleton className="h-8 w-32" /> : null}
    </div>
  );
}

/** A list page that is loading: a heading over rows of the page's height. */
export function ListSkeleton({
  label,
  rows,
  rowClass,
  hasAction = false,
  filterClass,
}: {
  /** The label for screen readers, e.g. "Loading runs". */
  label: string;
  rows: number;
  rowClass: string;
  hasAction?: boolean;
  /** The size of the filter above the rows. */
  filterClass?: string;
}) {
  return (
    <div aria-busy="true" role="status" aria-label={label}>
      <HeaderSkeleton hasAction={hasAction} />
      <div className="grid grid-cols-1 gap-4">
        {filterClass ? <Skeleton className={filterClass} /> : null}
        <div className="border-line divide-line divide-y border-y">
          {Array.from({ length: rows }, (_, row) => (
            <div key={row} className={`flex items-center ${rowClass}`}>
              <Skeleton className="h-4 w-2/3" />
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

/** A page of cards that is loading. */
export function CardsSkeleton({ label, cards }: { label: string; cards: readonly string[] }) {
  return (
    <div aria-busy="true" role="status" aria-label={label}>
      <HeaderSkeleton hasAction />
      <div className="grid grid-cols-1 gap-4">
        {cards.map((height, place) => (
          // Cards never move: the place is the identity.
          // oxlint-disable-next-line react/no-array-index-key
          <Skeleton key={place} className={`w-full ${height}`} />
        ))}
      </div>
    </div>
  );
}
