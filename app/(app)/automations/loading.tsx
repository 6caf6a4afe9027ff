import { ListSkeleton } from "@/components/shell/page-skeleton";

export default function Loading() {
  return <ListSkeleton label="Loading automations" rows={5} rowClass="h-15" hasAction />;
}
