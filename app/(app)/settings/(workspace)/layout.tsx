import type { ReactNode } from "react";

import { currentWorkspaces } from "@/app/_server/context";
import { PageHeader } from "@/components/shell/page-header";
import { SettingsTabs } from "@/components/shell/settings-tabs";
import { hasRole } from "@/lib/verbs/types";

/** The pages of the settings share a row of tabs. */
export default async function SettingsLayout({ children }: { children: ReactNode }) {
  const { current } = await currentWorkspaces();
  return (
    <>
      <PageHeader title="Settings" />
      <SettingsTabs isAdmin={hasRole(current.role, "admin")} />
      {children}
    </>
  );
}
