import { ListSkeleton } from "@/components/shell/page-skeleton";

export default function Loading() {
  return <ListSkeleton label="Loading API tokens" rows={3} rowClass="h-16" hasAction />;
}
