import { Fragment, type ReactNode } from "react";

import { columnsOf, type SizedBlock } from "@/lib/business/overview-layout";

/** A block with what it draws. */
interface Block extends SizedBlock {
  readonly content: ReactNode;
}

/** Places in the one column of a narrow screen. */
const ORDERS = [
  "max-wide:order-1",
  "max-wide:order-2",
  "max-wide:order-3",
  "max-wide:order-4",
  "max-wide:order-5",
  "max-wide:order-6",
  "max-wide:order-7",
  "max-wide:order-8",
  "max-wide:order-9",
] as const;

const COLUMN = "max-wide:contents grid min-w-0 content-start gap-4";

/** Blocks in two columns that end at about the same height; on a narrow screen in one, in their own order. */
export function BlockColumns({ blocks }: { blocks: readonly Block[] }) {
  const { main, side } = columnsOf(blocks);
  const column = (own: readonly Block[]) => (
    <div className={COLUMN}>
      {own.map((block) => (
        <div key={block.key} className={`min-w-0 ${ORDERS[blocks.indexOf(block)] ?? ""}`}>
          {block.content}
        </div>
      ))}
    </div>
  );
  // One column alone takes the whole width.
  if (main.length === 0 || side.length === 0)
    return (
      <div className="grid gap-4">
        {blocks.map(({ key, content }) => (
          <Fragment key={key}>{content}</Fragment>
        ))}
      </div>
    );
  return (
    <div className="wide:grid-cols-[minmax(0,2.05fr)_minmax(0,1fr)] grid gap-4">
      {column(main)}
      {column(side)}
    </div>
  );
}
