"use client";

import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { Skeleton } from "@/components/ui/skeleton";
import { flatten, type CauseTree } from "@/lib/mesh/browser/cause-tree";

import { CauseTreeView } from "./cause-tree";
import { Listeners } from "./listeners";
import { useCauses, type CauseQuery } from "./use-causes";

/** What the server says while there is no tree, or why the one that is there may be old. */
export function CausesNotice({
  tree,
  problem,
  onRefresh,
}: {
  readonly tree: CauseTree | null;
  readonly problem: string | undefined;
  readonly onRefresh: () => void;
}) {
  const again = (
    <Button size="sm" onClick={onRefresh}>
      Try again
    </Button>
  );
  if (problem && tree)
    return (
      <Banner tone="warning" role="status" action={again}>
        This may be old. {problem}
      </Banner>
    );
  if (problem)
    return <ErrorState title="The story could not be loaded" reason={problem} action={again} />;
  if (tree) return null;
  return (
    <div role="status" aria-label="Loading causes and effects" className="grid gap-2">
      <Skeleton className="h-6 w-2/3" />
      <Skeleton className="ml-4 h-6 w-1/2" />
      <Skeleton className="ml-8 h-6 w-1/2" />
    </div>
  );
}

/** The tree of an event or a run, and for an event who listened. */
export function Causes({
  query,
  initial,
}: {
  readonly query: CauseQuery;
  readonly initial: CauseTree;
}) {
  const { data: tree, problem, refresh } = useCauses(query, initial);
  const focus = tree && flatten(tree.root).find(({ node }) => node.key === tree.focus)?.node;
  return (
    <div className="grid grid-cols-1 gap-4">
      <CausesNotice tree={tree} problem={problem} onRefresh={refresh} />
      {tree ? <CauseTreeView tree={tree} /> : null}
      {focus?.kind === "event" ? <Listeners event={focus} /> : null}
    </div>
  );
}
