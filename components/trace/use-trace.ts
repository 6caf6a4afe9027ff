import { useLive } from "@/components/mesh/use-live";
import { flatten, type TraceTree } from "@/lib/mesh/browser/trace-tree";

const CHANGES = ["automation.run.*", "automation.paused", "approval.*"];
const POLL_MS = 2000;
/** Automations may not have processed an event of this age yet. */
const FRESH_MS = 15_000;

/** An event by its position in the log, or a run by its id. */
export type TraceQuery = { readonly seq: number } | { readonly run: string };

function isFresh({ root, focus }: TraceTree): boolean {
  const node = flatten(root).find((one) => one.node.key === focus)?.node;
  return node?.kind === "event" && Date.now() - Date.parse(node.time) < FRESH_MS;
}

/**
 * Fetches the trace of an event or a run, and refreshes it while its runs are in progress. Without `initial`, the tree is
 * `null` until the server has answered.
 */
export function useTrace(query: TraceQuery, initial: TraceTree | null = null) {
  const search = "run" in query ? `run=${query.run}` : `event=${query.seq}`;
  return useLive<TraceTree | null>(`/api/events/trace?${search}`, initial, CHANGES, {
    pollMs: (tree) => (tree && (tree.isLive || isFresh(tree)) ? POLL_MS : 0),
    askFirst: initial === null,
  });
}
