import { Banner } from "@/components/ui/banner";

/** What a page says above its content: how far the import is, and what of its address makes no sense. */
export function Notices({
  importing,
  problems,
}: {
  importing: string | null;
  problems: readonly string[];
}) {
  if (importing === null && problems.length === 0) return null;
  return (
    <div className="mb-4 grid gap-2">
      {importing ? <Banner tone="info">{importing}</Banner> : null}
      {problems.map((problem) => (
        <Banner key={problem} tone="warning">
          {problem}
        </Banner>
      ))}
    </div>
  );
}
