import Link from "next/link";

import { Icon } from "@/components/ui/icon";

import { ThemeSwitch, type Theme } from "./theme-switch";

/** The letters that stand for a person: of the e-mail address, at most two. */
const initials = (email: string): string =>
  (email.split("@")[0] ?? "")
    .split(/[^a-z0-9]+/i)
    .filter(Boolean)
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join("");

/** The button at the end of the rail that opens the account panel. */
export function AccountButton({
  email,
  role,
  target,
}: {
  email: string;
  role: string;
  target: string;
}) {
  return (
    <button
      type="button"
      popoverTarget={target}
      title={email}
      className="border-line hover:bg-rail-hover flex w-full items-center gap-2 border-t px-2 py-2 text-left"
    >
      <span
        aria-hidden="true"
        className="bg-neutral-soft text-neutral-ink grid size-6 shrink-0 place-items-center rounded-full text-[0.625rem] font-semibold"
      >
        {initials(email)}
      </span>
      <span className="sr-only">Account</span>
      <span className="md:max-wide:sr-only grid min-w-0 flex-1">
        <span className="truncate text-sm font-medium">{email}</span>
        <span className="text-muted text-xs capitalize">{role}</span>
      </span>
      <Icon name="dots" className="text-muted md:max-wide:hidden" />
    </button>
  );
}

interface AccountPanelProps {
  readonly email: string;
  readonly theme: Theme;
  readonly chooseTheme: (theme: Theme) => Promise<void>;
  readonly signOut: () => Promise<void>;
}

/** Colours, the account page and signing out. */
export function AccountPanel({ email, theme, chooseTheme, signOut }: AccountPanelProps) {
  return (
    <div className="grid gap-2 p-2">
      <p className="text-muted truncate text-xs">{email}</p>
      <ThemeSwitch initial={theme} choose={chooseTheme} />
      <Link
        href="/settings/account"
        className="hover:bg-hover rounded-control flex min-h-8 items-center px-2 pointer-coarse:min-h-11"
      >
        Your account
      </Link>
      <form action={signOut} className="grid">
        <button
          type="submit"
          className="hover:bg-hover rounded-control min-h-8 px-2 text-left pointer-coarse:min-h-11"
        >
          Sign out
        </button>
      </form>
    </div>
  );
}
