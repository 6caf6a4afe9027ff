import type { ReactNode } from "react";

import { signOut } from "@/app/(auth)/actions";
import { shellData } from "@/app/_server/shell";
import { ApprovalBell } from "@/components/approvals/approval-bell";
import { PendingCounts } from "@/components/approvals/pending-counts";
import { DebuggerDock, DebuggerToggle } from "@/components/debugger/dock";
import { MeshProvider } from "@/components/mesh/mesh-provider";
import { SearchButton } from "@/components/search/search-button";
import { AppShell } from "@/components/shell/app-shell";
import { LazyShellParts } from "@/components/shell/lazy-shell-parts";
import { ToastProvider } from "@/components/ui/toast";
import { DrawnAt } from "@/components/ui/use-now";
import { hasRole } from "@/lib/verbs/types";

import { chooseTheme, chooseWorkspace } from "./actions";

export default async function AppLayout({ children }: { children: ReactNode }) {
  const { userId, after, drawnAtMs, erasedAtMs, approvals, failed, apps, hasCommandKey, ...shell } =
    await shellData();
  const rights = {
    canEdit: hasRole(shell.role, "member"),
    isAdmin: hasRole(shell.role, "admin"),
  };
  return (
    <ToastProvider>
      <MeshProvider workspaceId={shell.workspaceId} userId={userId} after={after}>
        <PendingCounts initial={{ approvals, failed }}>
          <AppShell
            {...shell}
            actions={{ chooseTheme, chooseWorkspace, signOut }}
            search={<SearchButton hasCommandKey={hasCommandKey} />}
            bell={<ApprovalBell />}
            tools={<DebuggerToggle />}
          >
            <DrawnAt ms={drawnAtMs}>{children}</DrawnAt>
          </AppShell>
        </PendingCounts>
        <LazyShellParts search={{ workspaceId: shell.workspaceId, rights, apps, erasedAtMs }} />
        <DebuggerDock canEdit={rights.canEdit} />
      </MeshProvider>
    </ToastProvider>
  );
}
