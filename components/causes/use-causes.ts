import { useLive } from "@/components/mesh/use-live";
import { flatten, type CauseTree } from "@/lib/mesh/browser/cause-tree";

const CHANGES = ["automation.run.*", "automation.paused", "approval.*"];
const POLL_MS = 2000;
/** What was just stored may not have been heard yet. */
const FRESH_MS = 15_000;

/** An event by its place in the log, or a run. */
export type CauseQuery = { readonly seq: number } | { readonly run: string };

function isFresh({ root, focus }: CauseTree): boolean {
  const node = flatten(root).find((one) => one.node.key === focus)?.node;
  return node?.kind === "event" && Date.now() - Date.parse(node.time) < FRESH_MS;
}

/**
 * The tree that an event or a run belongs to, moving while its runs do. `initial` is what the server drew; without it
 * the tree is `null` until the server has answered.
 */
export function useCauses(query: CauseQuery, initial: CauseTree | null = null) {
  const search = "run" in query ? `run=${query.run}` : `event=${query.seq}`;
  return useLive<CauseTree | null>(
    `/api/events/trace?${search}`,
    initial,
    CHANGES,
    (tree) => (tree && (tree.isLive || isFresh(tree)) ? POLL_MS : 0),
    initial === null,
  );
}
