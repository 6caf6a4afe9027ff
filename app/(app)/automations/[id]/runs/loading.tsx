import { ListSkeleton } from "@/components/shell/page-skeleton";

export default function Loading() {
  return (
    <ListSkeleton
      label="Loading runs"
      rows={8}
      rowClass="h-14"
      filterClass="h-9 w-full max-w-xl"
      hasAction
    />
  );
}
