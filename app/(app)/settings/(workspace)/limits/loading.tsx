import { ListSkeleton } from "@/components/shell/page-skeleton";

export default function Loading() {
  return <ListSkeleton label="Loading limits" rows={2} rowClass="h-11" hasAction />;
}
