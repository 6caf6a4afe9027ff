import type { BusinessAccount, SyncStatus } from "../contracts/objects";
import { withAddress, type Address } from "./address";
import { listOfSlug, pathOf } from "./lists";

/** The account that a page of the business shows, and the others. */
export interface AccountChoice {
  /** The one that was connected first comes first. Those whose copy was deleted are left out. */
  readonly accounts: SyncStatus;
  /** `null` if none is connected, or none has the id that the address names. */
  readonly chosen: SyncStatus[number] | null;
}

/** Finds the account with an id among those that the workspace has; the one that was connected first without an id. */
export function chooseAccount(all: SyncStatus, wanted: string | undefined): AccountChoice {
  const accounts = all.filter(
    ({ isConnected, state, types }) => isConnected || (state !== "deleting" && types.length > 0),
  );
  const chosen =
    wanted === undefined
      ? accounts[0]
      : accounts.find(({ account }) => account.connectionId === wanted);
  return { accounts, chosen: chosen ?? null };
}

/** An account that a page of the business can show. */
export interface AccountOption {
  readonly key: string;
  /** Name of the account, such as `Northwind Roasters`. */
  readonly label: string;
  /** “Test mode” for an account without real money; `null` for a live one. */
  readonly note: string | null;
  /** The page for that account. */
  readonly href: string;
  readonly isCurrent: boolean;
}

/**
 * Parts of an address that belong to one account: its objects, what is open, a place in its list, and amounts, which are in
 * its currency.
 */
const OF_ONE_ACCOUNT = [
  "cursor",
  "open",
  "movement",
  "customer",
  "product",
  "subscription",
  "currency",
  "min",
  "max",
  "view",
] as const;

/**
 * The accounts as links to the same page, which keep what makes sense for every account, such as the time and the tab. The
 * account that was connected first comes first, and its address does not name it.
 */
export function accountOptions(
  accounts: readonly BusinessAccount[],
  current: string,
  { path, address }: { readonly path: string; readonly address: Address },
): AccountOption[] {
  const dropped = Object.fromEntries(OF_ONE_ACCOUNT.map((name) => [name, null]));
  return accounts.map(({ connectionId, label, livemode }, index) => ({
    key: connectionId,
    label,
    note: livemode ? null : "Test mode",
    href: withAddress(path, address, { ...dropped, account: index === 0 ? null : connectionId }),
    isCurrent: connectionId === current,
  }));
}

/** True for pages that show one account: Overview, Revenue, lists and their objects. */
function isOfAccount(path: string): boolean {
  const [, first = ""] = path.split("/");
  return path === "/" || first === "revenue" || listOfSlug(first) !== undefined;
}

/** Adds the account of the page to a link. Links that do not lead to an account's page, and all without one, stay. */
export function inAccount(href: string, account: string | undefined): string {
  const [path = "", query = ""] = href.split("?", 2);
  if (account === undefined || !isOfAccount(path)) return href;
  const all = new URLSearchParams(query);
  all.set("account", account);
  return `${path}?${all.toString()}`;
}

/** The page of an object in the account of the page; `null` if objects of its type have none. */
export function pageIn(account: string | undefined, type: string, id: string): string | null {
  const path = pathOf(type, id);
  return path === null ? null : inAccount(path, account);
}
