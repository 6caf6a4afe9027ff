"use client";

import { useEffect, useRef, useState, type KeyboardEvent } from "react";

import type { LogEntry } from "@/lib/mesh/browser/log";

import { useConnectedMesh } from "../mesh/mesh-context";
import { useMeshStatus } from "../mesh/mesh-provider";
import { DebuggerToolbar } from "./debugger-toolbar";
import { EventDetails } from "./event-details";
import { EventList } from "./event-list";
import { toNdjson } from "./filter-rows";
import { useEventRows } from "./use-event-rows";
import type { EventRows } from "./use-event-rows";
import { useHistory } from "./use-history";

function download(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/x-ndjson" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `events-${new Date().toISOString().slice(0, 19).replaceAll(":", "-")}.ndjson`;
  link.click();
  // The download has taken the URL by the next task.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}

interface LiveTailProps {
  readonly rows: EventRows;
  readonly selected: LogEntry | undefined;
  readonly onSelect: (entry: LogEntry) => void;
  readonly onOpen: (entry: LogEntry) => void;
}

/** The event list. Screen readers announce new events unless it is paused. */
function LiveTail({ rows, selected, onSelect, onOpen }: LiveTailProps) {
  return (
    <div
      {...(rows.isPaused ? {} : { role: "log", "aria-label": "Live events" })}
      aria-live={rows.isPaused ? "off" : "polite"}
      className="relative flex min-h-0 min-w-0 flex-1 flex-col"
    >
      <EventList
        rows={rows.rows}
        selected={selected}
        isFollowing={!rows.isPaused}
        onSelect={onSelect}
        onOpen={onOpen}
        onLeaveEnd={rows.pause}
      />
      {rows.rows.length === 0 ? (
        <p className="text-muted pointer-events-none absolute inset-x-0 top-1/4 p-4 text-center text-sm">
          {rows.total === 0
            ? "No events yet. Click something or wait for an event."
            : "No event matches the filter."}
        </p>
      ) : null}
    </div>
  );
}

interface PanelProps {
  /** True if the person may make automations. */
  readonly canEdit: boolean;
  readonly onClose: () => void;
}

/** Drawer at the bottom of the page with live events, their listeners and their traces. */
export function DebuggerPanel({ canEdit, onClose }: PanelProps) {
  const mesh = useConnectedMesh();
  const status = useMeshStatus();
  const rows = useEventRows(mesh?.log);
  useHistory(mesh);
  const drawer = useRef<HTMLDialogElement>(null);
  const [selectedId, setSelectedId] = useState<string | null>(null);
  const [isDetailed, setIsDetailed] = useState(false);
  const selected = selectedId === null ? undefined : mesh?.log.find(selectedId);
  const focusList = () => drawer.current?.querySelector<HTMLElement>('[role="grid"]')?.focus();
  useEffect(focusList, []);

  const select = (entry: LogEntry) => {
    rows.pause();
    setSelectedId(entry.event.id);
  };
  const open = (entry: LogEntry) => {
    select(entry);
    setIsDetailed(true);
  };
  const closeDetails = () => {
    setIsDetailed(false);
    focusList();
  };
  const replay = (entry: LogEntry) => {
    mesh?.replay(entry.event);
    rows.resume();
  };
  const showRelated = (related: string) => {
    rows.setFilter({ related });
    closeDetails();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    if (isDetailed && selected) closeDetails();
    else onClose();
  };
  return (
    <dialog
      open
      ref={drawer}
      aria-label="Event debugger"
      onKeyDown={onKeyDown}
      className="border-line bg-surface text-ink fixed inset-x-0 bottom-0 z-50 m-0 flex h-[75vh] min-h-72 w-full max-w-none flex-col border-t p-0 shadow-lg md:h-[45vh]"
    >
      <DebuggerToolbar
        rows={rows}
        status={status}
        onSafeMode={(isOn) => mesh?.setSafeMode(isOn)}
        onResume={() => {
          rows.resume();
          focusList();
        }}
        onExport={() => download(toNdjson(rows.rows))}
        onClear={() => {
          mesh?.log.clear();
          rows.resume();
          setSelectedId(null);
        }}
        onClose={onClose}
      />
      <div className="flex min-h-0 flex-1 md:relative">
        <LiveTail rows={rows} selected={selected} onSelect={select} onOpen={open} />
        {isDetailed && selected && mesh ? (
          <EventDetails
            entry={selected}
            log={mesh.log}
            subscribers={mesh.subscribers()}
            canEdit={canEdit}
            onJump={open}
            onReplay={replay}
            onRelated={showRelated}
            onClose={closeDetails}
          />
        ) : null}
      </div>
    </dialog>
  );
}
