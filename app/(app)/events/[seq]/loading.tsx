import { CardsSkeleton } from "@/components/shell/page-skeleton";

export default function Loading() {
  return <CardsSkeleton label="Loading the event" cards={["h-40", "h-24", "h-72"]} />;
}
