import type { ReactNode } from "react";

import { Icon } from "@/components/ui/icon";

import { AccountButton, AccountPanel } from "./account-menu";
import { LogoMark } from "./logo";
import { ModePill, type Mode, type Sandbox } from "./mode-pill";
import { BottomBar, NavLinks } from "./nav-links";
import { Popover } from "./popover";
import type { Theme } from "./theme-switch";
import { WorkspaceSwitch } from "./workspace-switch";

export interface ShellProps {
  readonly email: string;
  readonly role: string;
  readonly workspaceId: string;
  readonly workspaces: readonly { id: string; name: string }[];
  readonly mode: Mode;
  readonly sandboxes: readonly Sandbox[];
  readonly theme: Theme;
  readonly actions: {
    chooseWorkspace: (id: string) => Promise<void>;
    chooseTheme: (theme: Theme) => Promise<void>;
    signOut: () => Promise<void>;
  };
  /** The search of everything, in the top bar of every page. */
  readonly search: ReactNode;
  /** Counts of what waits for the person, in the top bar of every page. */
  readonly bell: ReactNode;
  readonly tools: ReactNode;
  readonly children: ReactNode;
}

const ACCOUNT = "account-panel";
const MORE = "more-panel";

function SkipLink() {
  return (
    <a
      href="#content"
      className="bg-accent text-accent-ink rounded-control sr-only z-50 px-3 py-2 focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
    >
      Skip to the content
    </a>
  );
}

/** The rail at the left: 232 px wide, icons alone between 768 and 1199 px, and absent on phones. */
function Rail({ email, role, workspaceId, workspaces, actions, theme }: ShellProps) {
  return (
    <aside
      aria-label="Navigation"
      className="border-line bg-rail sticky top-0 flex h-dvh flex-col gap-4 overflow-y-auto border-r p-2 max-md:hidden"
    >
      <div className="flex h-10 items-center gap-2 px-2">
        <LogoMark />
        <div className="md:max-wide:hidden min-w-0 flex-1">
          <WorkspaceSwitch
            current={workspaceId}
            all={workspaces}
            choose={actions.chooseWorkspace}
          />
        </div>
      </div>
      <nav aria-label="Main" className="grid gap-4">
        <NavLinks />
      </nav>
      <div className="mt-auto">
        <AccountButton email={email} role={role} target={ACCOUNT} />
        <Popover id={ACCOUNT} label="Account" className="bottom-16 left-2 w-54">
          <div className="wide:hidden px-2 pt-2">
            <WorkspaceSwitch
              current={workspaceId}
              all={workspaces}
              choose={actions.chooseWorkspace}
            />
          </div>
          <AccountPanel
            email={email}
            theme={theme}
            chooseTheme={actions.chooseTheme}
            signOut={actions.signOut}
          />
        </Popover>
      </div>
    </aside>
  );
}

/** The bar above the content. Where the rail has no room for it, the bar names the workspace. */
function TopBar({ workspaces, workspaceId, mode, sandboxes, search, bell, tools }: ShellProps) {
  return (
    <header className="border-line bg-canvas sticky top-0 z-20 flex h-12 items-center gap-2 border-b px-4 md:px-6">
      <div className="wide:hidden flex min-w-0 items-center gap-2">
        <span className="md:hidden">
          <LogoMark />
        </span>
        <span className="truncate text-lg font-semibold">
          {workspaces.find(({ id }) => id === workspaceId)?.name}
        </span>
      </div>
      <div className="min-w-0 max-md:order-1 md:flex-1">{search}</div>
      <div className="max-md:ml-auto">
        <ModePill mode={mode} sandboxes={sandboxes} />
      </div>
      <div className="flex items-center gap-1 max-md:order-2">
        <span className="max-md:hidden">{tools}</span>
        {bell}
      </div>
    </header>
  );
}

/** The bar at the bottom of phones, and the sheet with everything that has no place in it. */
function PhoneBar({ email, workspaceId, workspaces, actions, theme }: ShellProps) {
  return (
    <>
      <nav
        aria-label="Main"
        className="border-line bg-canvas fixed inset-x-0 bottom-0 z-30 border-t pb-[env(safe-area-inset-bottom)] md:hidden"
      >
        <BottomBar
          more={
            <button
              type="button"
              popoverTarget={MORE}
              className="text-muted flex h-14 flex-col items-center justify-center gap-1 text-xs font-medium"
            >
              <Icon name="menu" />
              More
            </button>
          }
        />
      </nav>
      <Popover
        id={MORE}
        label="More"
        className="inset-x-2 bottom-16 grid max-h-[80dvh] w-auto gap-3 overflow-y-auto not-open:hidden md:hidden"
      >
        <WorkspaceSwitch current={workspaceId} all={workspaces} choose={actions.chooseWorkspace} />
        <nav aria-label="More places" className="grid gap-3">
          <NavLinks isRest />
        </nav>
        <AccountPanel
          email={email}
          theme={theme}
          chooseTheme={actions.chooseTheme}
          signOut={actions.signOut}
        />
      </Popover>
    </>
  );
}

/** The frame of every signed-in page: a rail and a top bar, on phones a header and a bar at the bottom. */
export function AppShell(props: ShellProps) {
  return (
    <div className="wide:grid-cols-[14.5rem_minmax(0,1fr)] grid min-h-dvh grid-cols-[minmax(0,1fr)] md:grid-cols-[3.5rem_minmax(0,1fr)]">
      <SkipLink />
      <Rail {...props} />
      <div className="min-w-0">
        <TopBar {...props} />
        <main
          id="content"
          tabIndex={-1}
          className="w-full max-w-[82rem] px-4 pt-6 pb-24 outline-none md:px-6 md:pb-12"
        >
          {props.children}
        </main>
      </div>
      <PhoneBar {...props} />
    </div>
  );
}
