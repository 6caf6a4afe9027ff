import { ListSkeleton } from "@/components/shell/page-skeleton";

export default function Loading() {
  return (
    <ListSkeleton label="Loading events" rows={10} rowClass="h-11" filterClass="h-16 w-full" />
  );
}
