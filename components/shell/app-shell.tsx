import Link from "next/link";
import type { ReactNode } from "react";

import { Logo } from "./logo";
import { ModeBanner, type Mode, type Emulator } from "./mode-banner";
import { NavLinks } from "./nav-links";
import { PhoneMenu } from "./phone-menu";
import { ThemeSwitch, type Theme } from "./theme-switch";
import { WorkspaceSwitch } from "./workspace-switch";

export interface ShellProps {
  readonly email: string;
  readonly workspaceId: string;
  readonly isAdmin: boolean;
  readonly workspaces: readonly { id: string; name: string }[];
  readonly mode: Mode;
  readonly emulators: readonly Emulator[];
  readonly theme: Theme;
  readonly actions: {
    chooseWorkspace: (id: string) => Promise<void>;
    chooseTheme: (theme: Theme) => Promise<void>;
    signOut: () => Promise<void>;
  };
  /** What waits for the person: always in view, beside the menu on narrow screens. */
  readonly bell: ReactNode;
  readonly tools: ReactNode;
  readonly children: ReactNode;
}

/** The frame of every signed-in page: navigation beside the content, behind a menu above it on narrow screens. */
export function AppShell(props: ShellProps) {
  const {
    email,
    workspaceId,
    isAdmin,
    workspaces,
    mode,
    emulators,
    theme,
    actions,
    bell,
    tools,
    children,
  } = props;
  return (
    <div className="grid min-h-dvh grid-cols-[minmax(0,1fr)] grid-rows-[auto_1fr] md:grid-cols-[14rem_minmax(0,1fr)] md:grid-rows-1">
      <a
        href="#content"
        className="bg-accent text-accent-ink sr-only z-50 rounded-md px-3 py-2 focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the content
      </a>
      <header className="border-line bg-surface flex flex-col gap-3 border-b p-2 md:sticky md:top-0 md:h-dvh md:gap-5 md:overflow-y-auto md:border-r md:border-b-0 md:p-3">
        <PhoneMenu title={<Logo />} bell={bell}>
          <WorkspaceSwitch
            current={workspaceId}
            all={workspaces}
            choose={actions.chooseWorkspace}
          />
          <nav aria-label="Main">
            <NavLinks isAdmin={isAdmin} />
          </nav>
          <div className="flex items-center gap-2 md:mt-auto md:grid md:grid-cols-[minmax(0,1fr)] md:gap-3">
            <div className="flex items-center gap-1">
              <span className="hidden md:block">{bell}</span>
              {tools}
            </div>
            <div className="min-w-0 flex-1">
              <ThemeSwitch initial={theme} choose={actions.chooseTheme} />
            </div>
            <form
              action={actions.signOut}
              className="flex items-center justify-between gap-2 px-1 text-xs"
            >
              <Link
                href="/settings/account"
                title={email}
                className="text-muted hover:text-ink min-w-0 truncate py-2 underline-offset-4 hover:underline"
              >
                {email}
              </Link>
              <button
                type="submit"
                className="hover:bg-sunken min-h-8 rounded px-2 font-medium whitespace-nowrap"
              >
                Sign out
              </button>
            </form>
          </div>
        </PhoneMenu>
      </header>
      <div className="min-w-0">
        <ModeBanner mode={mode} emulators={emulators} />
        <main
          id="content"
          tabIndex={-1}
          className="mx-auto w-full max-w-7xl px-4 pt-6 pb-20 outline-none md:px-8"
        >
          {children}
        </main>
      </div>
    </div>
  );
}
