import { CardsSkeleton } from "@/components/shell/page-skeleton";

export default function Loading() {
  return <CardsSkeleton label="Loading the automation" cards={["h-10", "h-24", "h-64", "h-48"]} />;
}
