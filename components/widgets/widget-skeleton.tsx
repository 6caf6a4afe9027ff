import { Skeleton } from "@/components/ui/skeleton";
import type { Display } from "@/lib/widgets/schema";

const places = (count: number) => Array.from({ length: count }, (_, place) => place);

/** The final geometry in grey: as many rows as the card holds, so that nothing moves when they arrive. */
export function WidgetSkeleton({ view }: { view: Display["view"] }) {
  if (view === "chart") return <Skeleton className="mx-4 my-2 h-56" />;
  if (view === "tile")
    return (
      <div className="flex flex-col gap-2 px-4 pt-1 pb-2">
        <Skeleton className="h-7 w-32" />
        <Skeleton className="h-4 w-24" />
      </div>
    );
  if (view === "stat") {
    return (
      <div className="flex gap-6 px-4 py-2">
        {places(2).map((place) => (
          <div key={place} className="flex flex-1 flex-col gap-2">
            <Skeleton className="h-3 w-16" />
            <Skeleton className="h-6 w-28" />
          </div>
        ))}
      </div>
    );
  }
  return (
    <div className="divide-line flex flex-col divide-y">
      {places(6).map((place) => (
        <div key={place} className="flex items-center gap-3 px-4 py-2.5">
          <div className="flex flex-1 flex-col gap-1.5">
            <Skeleton className="h-4 w-24" />
            <Skeleton className="h-3 w-40 max-w-full" />
          </div>
          <Skeleton className="h-5 w-20 rounded-full" />
        </div>
      ))}
    </div>
  );
}
