import { Badge } from "@/components/ui/badge";
import type { Cell } from "@/lib/business/cells";

/** The content of a table cell or a fact. */
export function CellView({ cell }: { cell: Cell }) {
  if (cell.kind === "money")
    return <span className="figures font-semibold whitespace-nowrap">{cell.text}</span>;
  if (cell.kind === "status") return <Badge tone={cell.tone}>{cell.label}</Badge>;
  if (cell.kind === "time")
    return (
      <time title={cell.exact} className="figures whitespace-nowrap">
        {cell.text}
      </time>
    );
  return (
    <>
      {/* Names and notes are written elsewhere: none may turn around what stands beside it. */}
      <bdi>{cell.text}</bdi>
      {cell.note ? (
        <bdi className={`ml-1.5 font-normal ${cell.isProblem ? "text-danger-ink" : "text-muted"}`}>
          {cell.note}
        </bdi>
      ) : null}
    </>
  );
}
