"use client";

import { usePathname } from "next/navigation";

import { TabLinks } from "@/components/ui/tab-links";

import { isCurrent } from "./is-current";
import { SETTINGS_TABS } from "./places";

/** The tabs of the settings. */
export function SettingsTabs({ isAdmin }: { isAdmin: boolean }) {
  const pathname = usePathname();
  const tabs = SETTINGS_TABS.filter(({ forAdmins }) => isAdmin || !forAdmins).map((tab) => ({
    href: tab.href,
    label: tab.label,
    isCurrent: isCurrent(tab, pathname),
  }));
  return (
    <div className="mb-6">
      <TabLinks label="Settings" tabs={tabs} />
    </div>
  );
}
