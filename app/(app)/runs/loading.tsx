import { ListSkeleton } from "@/components/shell/page-skeleton";

export default function Loading() {
  return <ListSkeleton label="Loading failed runs" rows={5} rowClass="h-14" />;
}
