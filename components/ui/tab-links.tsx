import type { Route } from "next";
import Link from "next/link";

export interface TabLink {
  readonly href: Route;
  readonly label: string;
  readonly isCurrent: boolean;
  /** How many entries are behind the tab. */
  readonly count?: number | undefined;
}

const TAB =
  "text-muted hover:text-ink aria-[current]:border-accent aria-[current]:text-ink -mb-px inline-flex h-9 items-center gap-1.5 border-b-2 border-transparent font-medium whitespace-nowrap pointer-coarse:h-11";

/** Tabs that change the address. The current one is marked for eyes and for screen readers. */
export function TabLinks({ label, tabs }: { label: string; tabs: readonly TabLink[] }) {
  return (
    <nav aria-label={label} className="border-line min-w-0 overflow-x-auto border-b">
      <ul className="flex gap-5">
        {tabs.map((tab) => (
          <li key={tab.href}>
            <Link
              href={tab.href}
              {...(tab.isCurrent ? { "aria-current": "page" as const } : {})}
              className={TAB}
            >
              {tab.label}
              {tab.count === undefined ? null : (
                <span className="text-muted figures text-xs font-normal">
                  {tab.count.toLocaleString("en-US")}
                </span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
