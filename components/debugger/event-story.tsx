"use client";

import { useMemo, useSyncExternalStore } from "react";

import { CauseTreeView } from "@/components/causes/cause-tree";
import { CausesNotice } from "@/components/causes/causes";
import { Listeners } from "@/components/causes/listeners";
import { useCauses } from "@/components/causes/use-causes";
import {
  flatten,
  joinLocal,
  storedRelative,
  type CauseTree,
  type EventNode,
} from "@/lib/mesh/browser/cause-tree";
import type { LogEntry, MeshLog } from "@/lib/mesh/browser/log";

interface StoryProps {
  readonly entry: LogEntry;
  readonly log: MeshLog;
  readonly onJump: (entry: LogEntry) => void;
}

function Tree({ tree, entry, log, onJump }: StoryProps & { readonly tree: CauseTree | null }) {
  const entries = useSyncExternalStore(log.subscribe, log.entries, log.entries);
  const whole = useMemo(
    () => joinLocal(tree, { find: log.find, entries: () => entries }, entry.event),
    [tree, log, entries, entry],
  );
  const open = (node: EventNode) => {
    const found = log.find(node.id);
    if (found) onJump(found);
    return found !== undefined;
  };
  const focus = flatten(whole.root).find(({ node }) => node.key === whole.focus)?.node;
  return (
    <>
      <CauseTreeView key={entry.row} tree={whole} onOpenEvent={open} />
      {focus?.kind === "event" && focus.where === "log" ? <Listeners event={focus} /> : null}
    </>
  );
}

function StoredStory({ seq, ...props }: StoryProps & { readonly seq: number }) {
  const { data, problem, refresh } = useCauses({ seq });
  return (
    <>
      <CausesNotice tree={data} problem={problem} onRefresh={refresh} />
      {data || problem ? <Tree {...props} tree={data} /> : null}
    </>
  );
}

/** What led to an event and what came of it: of the server what it stored, of this tab what stayed here. */
export function EventStory(props: StoryProps) {
  const seq = storedRelative(props.log, props.entry.event);
  return (
    <section aria-label="Causes and effects" className="grid grid-cols-1 gap-2">
      <h4 className="text-muted text-xs font-medium">Causes and effects</h4>
      {seq === null ? (
        <Tree {...props} tree={null} />
      ) : (
        <StoredStory key={seq} {...props} seq={seq} />
      )}
    </section>
  );
}
