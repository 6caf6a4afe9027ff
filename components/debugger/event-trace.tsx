"use client";

import { useMemo, useSyncExternalStore } from "react";

import { Listeners } from "@/components/trace/listeners";
import { TraceNotice } from "@/components/trace/trace";
import { TraceTreeView } from "@/components/trace/trace-tree";
import { useTrace } from "@/components/trace/use-trace";
import type { LogEntry, MeshLog } from "@/lib/mesh/browser/log";
import {
  flatten,
  joinLocal,
  storedRelative,
  type TraceTree,
  type EventNode,
} from "@/lib/mesh/browser/trace-tree";

interface TraceProps {
  readonly entry: LogEntry;
  readonly log: MeshLog;
  readonly onJump: (entry: LogEntry) => void;
}

function Tree({ tree, entry, log, onJump }: TraceProps & { readonly tree: TraceTree | null }) {
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
      <TraceTreeView key={entry.row} tree={whole} onOpenEvent={open} />
      {focus?.kind === "event" && focus.where === "log" ? <Listeners event={focus} /> : null}
    </>
  );
}

function StoredTrace({ seq, ...props }: TraceProps & { readonly seq: number }) {
  const { data, problem, refresh } = useTrace({ seq });
  return (
    <>
      <TraceNotice tree={data} problem={problem} onRefresh={refresh} />
      {data || problem ? <Tree {...props} tree={data} /> : null}
    </>
  );
}

/** Trace of an event: stored events from the server, joined with events of this tab. */
export function EventTrace(props: TraceProps) {
  const seq = storedRelative(props.log, props.entry.event);
  return (
    <section aria-label="Trace and effects" className="grid grid-cols-1 gap-2">
      <h4 className="text-muted text-xs font-medium">Trace and effects</h4>
      {seq === null ? (
        <Tree {...props} tree={null} />
      ) : (
        <StoredTrace key={seq} {...props} seq={seq} />
      )}
    </section>
  );
}
