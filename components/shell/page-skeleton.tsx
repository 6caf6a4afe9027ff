import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";

/** The heading of a page that is on its way. */
function HeaderSkeleton({ hasAction }: { hasAction: boolean }) {
  return (
    <div className="mb-6 flex items-start justify-between gap-3">
      <div className="grid flex-1 gap-2">
        <Skeleton className="h-7 w-48 max-w-full" />
        <Skeleton className="h-4 w-80 max-w-full" />
      </div>
      {hasAction ? <Skeleton className="h-9 w-32" /> : null}
    </div>
  );
}

/** A page that is on its way: a heading over rows of one height, as the page will have them. */
export function ListSkeleton({
  label,
  rows,
  rowClass,
  hasAction = false,
  filterClass,
}: {
  /** What is being loaded: "Loading runs". */
  label: string;
  rows: number;
  rowClass: string;
  hasAction?: boolean;
  /** Size of the filter above the rows, where there is one. */
  filterClass?: string;
}) {
  return (
    <div aria-busy="true" role="status" aria-label={label}>
      <HeaderSkeleton hasAction={hasAction} />
      <div className="grid grid-cols-1 gap-4">
        {filterClass ? <Skeleton className={filterClass} /> : null}
        <Card>
          {Array.from({ length: rows }, (_, row) => (
            <div key={row} className={`border-line border-t p-4 first:border-t-0 ${rowClass}`}>
              <Skeleton className="h-4 w-2/3" />
            </div>
          ))}
        </Card>
      </div>
    </div>
  );
}

/** A page of cards that is on its way. */
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
