import { Banner } from "@/components/ui/banner";

/** Notices above a page's content: the progress of the import, and parts of the address that make no sense. */
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
