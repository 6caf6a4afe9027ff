import { CardsSkeleton } from "@/components/shell/page-skeleton";

export default function Loading() {
  return <CardsSkeleton label="Loading approvals" cards={["h-56", "h-40"]} />;
}
