import type { SavedView } from "../contracts/views";
import type { Address } from "./address";

/** Parts of an address that are no view: where one is in the list, and what is open. */
const MOMENTARY: ReadonlySet<string> = new Set(["cursor", "open", "account", "view"]);

/** The part of an address that a view keeps. */
export const viewAddress = (address: Address): Record<string, string> =>
  Object.fromEntries(Object.entries(address).filter(([name]) => !MOMENTARY.has(name)));

const sameAddress = (a: Address, b: Address): boolean => {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
};

/** A view as a link. */
export interface ViewLink extends SavedView {
  readonly href: string;
}

/** The saved views of a list page and which of them it shows. */
export interface ViewsOfPage {
  readonly list: string;
  readonly views: readonly ViewLink[];
  /** The view that was opened; `null` for none. */
  readonly current: ViewLink | null;
  /** True if the filters, order or columns differ from those of the view. */
  readonly isChanged: boolean;
  /** The part of the address that saving would keep. */
  readonly address: Readonly<Record<string, string>>;
  /** The part that the address of every view has, too: the account, unless it is the one that was connected first. */
  readonly kept: Readonly<Record<string, string>>;
}

/** Composes the saved views of a list page from its address, which names the view that was opened. Pure. */
export function viewsOfPage(
  list: string,
  saved: readonly SavedView[],
  address: Address,
): ViewsOfPage {
  const kept: Record<string, string> =
    address["account"] === undefined ? {} : { account: address["account"] };
  const views = saved.map((view): ViewLink => {
    const query = new URLSearchParams({ ...view.address, ...kept, view: view.id }).toString();
    return { ...view, href: `/${list}?${query}` };
  });
  const own = viewAddress(address);
  const current =
    views.find(({ id }) => id === address["view"]) ??
    views.find((view) => sameAddress(view.address, own)) ??
    null;
  return {
    list,
    views,
    current,
    isChanged: current !== null && !sameAddress(current.address, own),
    address: own,
    kept,
  };
}
