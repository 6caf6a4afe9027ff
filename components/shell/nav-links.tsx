"use client";

import type { Route } from "next";
import Link from "next/link";
import { usePathname } from "next/navigation";

interface Place {
  readonly href: Route;
  readonly label: string;
  readonly icon: string;
  /** Only admins are led there. */
  readonly forAdmins?: boolean;
}

const LINKS: readonly Place[] = [
  { href: "/", label: "Dashboard", icon: "M4 5h7v6H4zM13 5h7v4h-7zM13 11h7v8h-7zM4 13h7v6H4z" },
  { href: "/automations", label: "Automations", icon: "M13 3 5 13.500h6L10 21l9-11h-6z" },
  {
    href: "/approvals",
    label: "Approvals",
    icon: "M12 3l7 3v5.500c0 4.500-3 8-7 9.500-4-1.500-7-5-7-9.500V6zM9 12l2.200 2.200L15.500 10",
  },
  { href: "/events", label: "Events", icon: "M4 6h16M4 12h10M4 18h13" },
  {
    href: "/settings/credentials",
    label: "Credentials",
    icon: "M9 12a3 3 0 1 1 3 3h-1v2H9v2H6v-3l3-3zM17 7h3M18.500 5.500v3",
  },
  {
    href: "/settings/members",
    label: "Members",
    icon: "M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM3.500 19a5.500 5.500 0 0 1 11 0M16 6a2.500 2.500 0 0 1 0 5M17 14a5 5 0 0 1 3.500 5",
  },
  {
    href: "/settings/tokens",
    label: "API tokens",
    icon: "M8 7l-5 5 5 5M16 7l5 5-5 5",
  },
  {
    href: "/settings/secrets",
    label: "Secrets",
    icon: "M7 11V8a5 5 0 0 1 10 0v3M5.500 11h13v9h-13zM12 14.500v2",
  },
  {
    href: "/settings/audit",
    label: "Audit log",
    icon: "M7 3h8l4 4v14H7zM10 12h6M10 16h6M10 8h2",
    forAdmins: true,
  },
];

/** Where one can go; the current place is marked for eyes and for screen readers. */
export function NavLinks({ isAdmin }: { isAdmin: boolean }) {
  const pathname = usePathname();
  return (
    <ul className="grid grid-cols-2 gap-1 md:grid-cols-1">
      {LINKS.filter(({ forAdmins }) => isAdmin || !forAdmins).map(({ href, label, icon }) => {
        const current = href === "/" ? pathname === "/" : pathname.startsWith(href);
        return (
          <li key={href}>
            <Link
              href={href}
              {...(current ? { "aria-current": "page" as const } : {})}
              className="text-muted hover:bg-sunken hover:text-ink aria-[current]:bg-sunken aria-[current]:text-ink flex min-h-10 items-center gap-2.5 rounded-md px-2.5 text-sm font-medium whitespace-nowrap"
            >
              <svg
                viewBox="0 0 24 24"
                className="size-4 shrink-0 fill-none stroke-current"
                strokeWidth="1.8"
                strokeLinecap="round"
                strokeLinejoin="round"
                aria-hidden="true"
              >
                <path d={icon} />
              </svg>
              {label}
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
