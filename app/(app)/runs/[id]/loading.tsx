import { CardsSkeleton } from "@/components/shell/page-skeleton";

export default function Loading() {
  return <CardsSkeleton label="Loading the run" cards={["h-24", "h-40", "h-32", "h-32"]} />;
}
