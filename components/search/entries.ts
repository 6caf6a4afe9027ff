import type { Route } from "next";

import { GROUPS, SETTINGS_TABS } from "@/components/shell/places";
import { beginsWith, matchesWords } from "@/lib/core/match-words";

/** Actions that the person may take, as far as the search offers them. */
export interface Rights {
  /** True for members and above. */
  readonly canEdit: boolean;
  /** True for admins and owners. */
  readonly isAdmin: boolean;
}

/** A page or an action that the browser knows without asking the server. */
export interface Entry {
  readonly title: string;
  readonly href: Route;
  /** Other words by which it is found. */
  readonly also: string;
}

/** Other words for pages, as people of other products know them. */
const ALSO: Readonly<Record<string, string>> = {
  "/": "home overview widgets",
  "/payments": "charges transactions",
  "/subscriptions": "recurring plans",
  "/invoices": "bills",
  "/products": "prices catalogue",
  "/disputes": "chargebacks",
  "/payouts": "bank transfers",
  "/balance": "fees money",
  "/automations": "workflows",
  "/runs": "errors problems",
  "/approvals": "pending",
  "/events": "log webhooks history",
  "/settings/connections": "settings accounts apps integrations",
  "/settings/members": "settings team people roles",
  "/settings/limits": "settings second person approval refund",
  "/settings/tokens": "settings keys",
  "/settings/secrets": "settings passwords",
  "/settings/audit": "settings history",
  "/settings/account": "settings profile password sign in",
};

const entry = ({ href, label }: { readonly href: Route; readonly label: string }): Entry => ({
  title: label,
  href,
  also: ALSO[href] ?? "",
});

/** The pages that a person may see: the places of the navigation, then the tabs of the settings. */
export function pagesFor({ isAdmin }: Rights): Entry[] {
  const tabs = SETTINGS_TABS.filter(({ forAdmins }) => isAdmin || !forAdmins);
  const isTab = new Set(tabs.map(({ href }) => href));
  // "Settings" leads to its first tab, which has a name of its own.
  const places = GROUPS.flatMap((group) => group.places).filter(({ href }) => !isTab.has(href));
  return [...places.map(entry), ...tabs.map(entry)];
}

/** The actions that a person may do. `apps`: names of the apps that can be connected. */
export function actionsFor({ canEdit, isAdmin }: Rights, apps: readonly string[]): Entry[] {
  const forMembers: readonly Entry[] = [
    { title: "Create an automation", href: "/automations/new", also: "new workflow add" },
    { title: "Add a widget", href: "/dashboards/home?add=widget", also: "new dashboard" },
  ];
  const forAdmins: readonly Entry[] = [
    ...apps.map((name) => ({
      title: `Connect ${name}`,
      href: "/settings/connections" as Route,
      also: "account app integration",
    })),
    { title: "Invite a member", href: "/settings/members", also: "people team" },
    { title: "Limit what one person may refund", href: "/settings/limits", also: "approval" },
    { title: "Create an API token", href: "/settings/tokens", also: "key add" },
    { title: "Add a secret", href: "/settings/secrets", also: "create password" },
  ];
  return [...(canEdit ? forMembers : []), ...(isAdmin ? forAdmins : [])];
}

/** The entries that fit what was typed: those whose title begins with it first. */
export function matchEntries(typed: string, entries: readonly Entry[]): Entry[] {
  const found = entries.filter(({ title, also }) => matchesWords(typed, `${title} ${also}`));
  return [
    ...found.filter((one) => isNamed(typed, one)),
    ...found.filter((one) => !isNamed(typed, one)),
  ];
}

/** True if the title begins with what was typed, so that the entry is most likely what is meant. */
export const isNamed = (typed: string, { title }: Pick<Entry, "title">): boolean =>
  typed.trim().length > 1 && beginsWith(typed, title);
