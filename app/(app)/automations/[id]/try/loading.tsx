import { CardsSkeleton } from "@/components/shell/page-skeleton";

export default function Loading() {
  return <CardsSkeleton label="Trying the automation" cards={["h-40", "h-64"]} />;
}
