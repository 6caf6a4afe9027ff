import type { Route } from "next";

export interface Place {
  readonly href: Route;
  readonly label: string;
  /** Path of a 16-pixel line icon. */
  readonly icon: string;
  /** Other paths that belong to this place. */
  readonly also?: readonly string[];
  /** True when pages below the path belong elsewhere. */
  readonly isExact?: boolean;
  /** True for pages that show one account: links to them keep the account of the page. */
  readonly isOfAccount?: boolean;
  /** Shown to admins only. */
  readonly forAdmins?: boolean;
}

export interface PlaceGroup {
  /** The group's heading; the first group has none. */
  readonly label: string | null;
  readonly places: readonly Place[];
}

const OVERVIEW: Place = {
  href: "/",
  label: "Overview",
  isOfAccount: true,
  icon: "M2 7.500 8 2.500l6 5M3.500 6.500v7h9v-7M6.500 13.500v-4h3v4",
};
const HOME: Place = {
  href: "/dashboards/home",
  label: "Home",
  icon: "M2.5 3h4.500v4.500H2.500zM9 3h4.500v2.500H9zM9 8h4.500v5H9zM2.500 10h4.500v3H2.500z",
};
const place = (slug: string, label: string, icon: string): Place => ({
  href: `/${slug}` as Route,
  label,
  icon,
  isOfAccount: true,
});
const PAYMENTS = place("payments", "Payments", "M1.500 3.500h13v9h-13zM1.500 6.500h13M4 10h2.500");
const CUSTOMERS = place(
  "customers",
  "Customers",
  "M6 7.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5ZM1.500 13.500a4.500 4.500 0 0 1 9 0M10.500 2.800a2.500 2.500 0 0 1 0 4.500M12.500 9.500a4.500 4.500 0 0 1 2 4",
);
const BUSINESS: readonly Place[] = [
  PAYMENTS,
  CUSTOMERS,
  place("subscriptions", "Subscriptions", "M12.500 5.500h-9L6 3M3.500 10.500h9L10 13"),
  place("invoices", "Invoices", "M3.500 1.500h6l3 3v10h-9zM6 7h4M6 10h4"),
  place(
    "products",
    "Products",
    "M8 1.500l5.500 3v7L8 14.500l-5.500-3v-7zM2.500 4.500 8 7.500l5.500-3M8 7.500v7",
  ),
  place("disputes", "Disputes", "M8 1.800 15 14H1L8 1.800ZM8 6v4M8 11.800v.4"),
  place(
    "payouts",
    "Payouts",
    "M2 6.500 8 2.500l6 4M3.500 6.500v6M6.500 6.500v6M9.500 6.500v6M12.500 6.500v6M2 13.500h12",
  ),
  place(
    "balance",
    "Balance",
    "M8 1.500v13M4.500 14.500h7M2 5.500h12M2 5.500l-1 4h4l-1-4M13 5.500l-1 4h3.500l-1-4",
  ),
];
const REVENUE: Place = {
  href: "/revenue",
  label: "Revenue",
  isOfAccount: true,
  icon: "M2 13.500h12M3.500 11V8M7 11V4.500M10.500 11V6.500M14 11V2.500",
};
const AUTOMATIONS: Place = {
  href: "/automations",
  label: "Automations",
  icon: "M8.700 1.500 3 9h4.200L6.500 14.500 13 6.500H8.500z",
};
const FAILED_RUNS: Place = {
  href: "/runs",
  label: "Failed runs",
  isExact: true,
  icon: "M8 1.800 15 14H1L8 1.800ZM8 6v4M8 11.800v.4",
};
const APPROVALS: Place = {
  href: "/approvals",
  label: "Approvals",
  icon: "M8 1.500l5 2v4c0 3-2.100 5.500-5 6.800-2.900-1.300-5-3.800-5-6.800v-4zM5.800 8l1.600 1.600L10.500 6.500",
};
const EVENTS: Place = {
  href: "/events",
  label: "Events",
  icon: "M2.500 4h11M2.500 8h7M2.500 12h9",
};
const CONNECTIONS: Place = {
  href: "/settings/connections",
  label: "Connections",
  icon: "M5.500 1.500v3M10.500 1.500v3M4 4.500h8v3a4 4 0 0 1-8 0zM8 11.500v3",
};
const SETTINGS: Place = {
  href: "/settings/members",
  label: "Settings",
  icon: "M8 5.700a2.300 2.300 0 1 0 0 4.600 2.300 2.300 0 0 0 0-4.600ZM8 1.500v2M8 12.500v2M1.500 8h2M12.500 8h2M3.400 3.400l1.400 1.400M11.200 11.200l1.400 1.400M12.600 3.400l-1.400 1.400M4.800 11.200l-1.400 1.400",
  also: [
    "/settings/limits",
    "/settings/tokens",
    "/settings/secrets",
    "/settings/audit",
    "/settings/account",
  ],
};

/** The navigation of the product: the business first, the tools of engineers last. */
export const GROUPS: readonly PlaceGroup[] = [
  { label: null, places: [OVERVIEW, ...BUSINESS, REVENUE] },
  { label: "Automate", places: [AUTOMATIONS, FAILED_RUNS, APPROVALS] },
  { label: "Dashboards", places: [HOME] },
  { label: "Developer", places: [EVENTS, CONNECTIONS, SETTINGS] },
];

/** The places of the bottom bar on phones; everything else is under More. */
export const BAR: readonly Place[] = [OVERVIEW, PAYMENTS, AUTOMATIONS, APPROVALS];

/** The tabs of the settings. */
export const SETTINGS_TABS: readonly Omit<Place, "icon">[] = [
  { href: "/settings/members", label: "Members" },
  { href: "/settings/limits", label: "Limits" },
  { href: "/settings/tokens", label: "API tokens" },
  { href: "/settings/secrets", label: "Secrets" },
  { href: "/settings/audit", label: "Audit log", forAdmins: true },
  { href: "/settings/account", label: "Your account" },
];
