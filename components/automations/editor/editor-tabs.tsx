"use client";

import { Tabs } from "@base-ui/react/tabs";
import type { ReactNode } from "react";

export const TABS = [
  { id: "form", label: "Form" },
  { id: "code", label: "Code" },
  { id: "backtest", label: "Back-test" },
  { id: "versions", label: "Versions" },
] as const;
export type TabId = (typeof TABS)[number]["id"];

/** The views of the editor as tabs, which the arrow keys switch, above the chosen view. */
export function EditorTabs({
  tab,
  shown,
  onTab,
  children,
}: {
  tab: TabId;
  shown: readonly TabId[];
  onTab: (tab: TabId) => void;
  /** The chosen view. */
  children: ReactNode;
}) {
  return (
    <Tabs.Root
      value={tab}
      onValueChange={(next: TabId) => onTab(next)}
      className="grid min-w-0 grid-cols-1 gap-4"
    >
      <Tabs.List
        activateOnFocus
        aria-label="Editor views"
        className="border-line flex gap-1 overflow-x-auto border-b"
      >
        {TABS.filter(({ id }) => shown.includes(id)).map(({ id, label }) => (
          <Tabs.Tab
            key={id}
            value={id}
            className="text-muted aria-selected:text-ink aria-selected:border-accent hover:text-ink min-h-10 border-b-2 border-transparent px-3 text-sm font-medium whitespace-nowrap"
          >
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel key={tab} value={tab} className="min-w-0 outline-none">
        {children}
      </Tabs.Panel>
    </Tabs.Root>
  );
}
