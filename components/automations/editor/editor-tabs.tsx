"use client";

import { useRef, type KeyboardEvent } from "react";

export const TABS = [
  { id: "form", label: "Form" },
  { id: "code", label: "Code" },
  { id: "backtest", label: "Back-test" },
  { id: "versions", label: "Versions" },
] as const;
export type TabId = (typeof TABS)[number]["id"];

export const panelId = (id: TabId) => `panel-${id}`;

/** Tabs that the arrow keys switch. */
export function EditorTabs({
  tab,
  shown,
  onTab,
}: {
  tab: TabId;
  shown: readonly TabId[];
  onTab: (tab: TabId) => void;
}) {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const next = shown.at((shown.indexOf(tab) + by) % shown.length);
    if (by === 0 || !next) return;
    event.preventDefault();
    onTab(next);
    list.current?.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- the chosen tab holds the focus
    <div
      ref={list}
      role="tablist"
      aria-label="Editor views"
      onKeyDown={onKeyDown}
      className="border-line flex gap-1 overflow-x-auto border-b"
    >
      {TABS.filter(({ id }) => shown.includes(id)).map(({ id, label }) => (
        <button
          key={id}
          id={`tab-${id}`}
          type="button"
          role="tab"
          aria-selected={tab === id}
          aria-controls={panelId(id)}
          tabIndex={tab === id ? 0 : -1}
          onClick={() => onTab(id)}
          className="text-muted aria-selected:text-ink aria-selected:border-accent hover:text-ink min-h-10 border-b-2 border-transparent px-3 text-sm font-medium whitespace-nowrap"
        >
          {label}
        </button>
      ))}
    </div>
  );
}
