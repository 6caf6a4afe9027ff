"use client";

import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { Skeleton } from "@/components/ui/skeleton";
import { flatten, onlyChain, type TraceTree } from "@/lib/mesh/browser/trace-tree";

import { Listeners } from "./listeners";
import { TraceTreeView } from "./trace-tree";
import { useTrace, type TraceQuery } from "./use-trace";

/** Shows that the trace is loading, failed to load or may be outdated. */
export function TraceNotice({
  tree,
  problem,
  onRefresh,
}: {
  readonly tree: TraceTree | null;
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
        This may be outdated. {problem}
      </Banner>
    );
  if (problem)
    return <ErrorState title="The trace could not be loaded" reason={problem} action={again} />;
  if (tree) return null;
  return (
    <div role="status" aria-label="Loading the trace" className="grid gap-2">
      <Skeleton className="h-6 w-2/3" />
      <Skeleton className="ml-4 h-6 w-1/2" />
      <Skeleton className="ml-8 h-6 w-1/2" />
    </div>
  );
}

/**
 * Trace of an event or a run. For an event, also lists the automations that listen to it. For a run, leaves out the other
 * runs of its event.
 */
export function Trace({
  query,
  initial,
}: {
  readonly query: TraceQuery;
  readonly initial: TraceTree;
}) {
  const { data: tree, problem, refresh } = useTrace(query, initial);
  const focus = tree && flatten(tree.root).find(({ node }) => node.key === tree.focus)?.node;
  return (
    <div className="grid grid-cols-1 gap-4">
      <TraceNotice tree={tree} problem={problem} onRefresh={refresh} />
      {tree ? <TraceTreeView tree={"run" in query ? onlyChain(tree) : tree} /> : null}
      {focus?.kind === "event" ? <Listeners event={focus} /> : null}
    </div>
  );
}
