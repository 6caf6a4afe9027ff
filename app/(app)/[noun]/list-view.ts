import type { ListView } from "@/components/business/list-page";
import { inAccount, type AccountOption } from "@/lib/business/accounts";
import { withAddress, type Address, type ListRequest } from "@/lib/business/address";
import { cellContext, type Column } from "@/lib/business/cells";
import { chipsOf } from "@/lib/business/chips";
import { columnChoices, phoneSlots, shownColumns } from "@/lib/business/columns";
import { pathOf, type ListSpec, type ListTab } from "@/lib/business/lists";
import { viewsOfPage } from "@/lib/business/saved-views";
import { summaryOf } from "@/lib/business/totals";
import type { ObjectList } from "@/lib/contracts/objects";
import type { SavedView } from "@/lib/contracts/views";

function countOf(tab: ListTab, { counts, totals }: ObjectList, isAll: boolean): number | undefined {
  if (tab.statuses !== null)
    return tab.statuses.reduce((sum, status) => sum + (counts[status] ?? 0), 0);
  return isAll ? totals.reduce((sum, { count }) => sum + count, 0) : undefined;
}

function columnView(column: Column, path: string, address: Address) {
  const { key, heading, isNumber = false, sort } = column;
  if (sort === undefined) return { key, heading, isNumber };
  const isSorted = (address["sort"] ?? "created") === sort;
  const isDescending = address["order"] !== "asc";
  const order = isSorted && isDescending ? "asc" : null;
  return {
    key,
    heading,
    isNumber,
    sortHref: withAddress(path, address, { sort, order, open: null }),
    ...(isSorted
      ? { sorted: isDescending ? ("descending" as const) : ("ascending" as const) }
      : {}),
  };
}

/** Composes what a list page shows. `path` is that of the page, `importing` how far the account's import is. */
export function toListView(
  spec: ListSpec,
  list: ObjectList,
  page: {
    readonly address: Address;
    readonly tab: ListTab | undefined;
    readonly request: ListRequest;
    readonly problems: readonly string[];
    readonly importing: string | null;
    readonly now: Date;
    readonly views: readonly SavedView[];
    readonly accounts: readonly AccountOption[];
  },
): ListView {
  const { address, tab, problems, importing, now, views, accounts } = page;
  const path = `/${spec.slug}`;
  const context = cellContext(list, now);
  const columns = shownColumns(spec, address);
  const open = address["open"];
  const href = (change: Readonly<Record<string, string | null>>) =>
    withAddress(path, address, change);
  const to = (cursor: string | null) => (cursor === null ? null : href({ cursor, open: null }));
  const chips = chipsOf(spec, path, address, { list, request: page.request });
  return {
    title: spec.title,
    plural: spec.plural,
    path,
    address,
    accounts,
    tabs: spec.tabs.map((one) => ({
      href: href({ tab: one.statuses === null ? null : one.key, open: null }) as never, // typed routes know no query
      label: one.label,
      isCurrent: one.key === tab?.key,
      count: countOf(one, list, tab?.statuses === null),
    })),
    chips,
    columns: columns.map((column) => columnView(column, path, address)),
    phone: phoneSlots(spec, columns),
    columnChoices: columnChoices(spec, address),
    usualColumnsHref: address["cols"] === undefined ? null : href({ cols: null }),
    views: viewsOfPage(spec.slug, views, address),
    rows: list.objects.map((object) => ({
      id: object.id,
      href: href({ open: object.id }),
      isOpen: object.id === open,
      cells: columns.map((column) => column.cell(object, context)),
    })),
    pages: Object.fromEntries(
      list.objects.map(
        ({ type, id }) => [id, inAccount(pathOf(type, id) ?? path, address["account"])] as const,
      ),
    ),
    summary: summaryOf(list, spec, tab?.statuses ?? null),
    newerHref: to(list.previous),
    olderHref: to(list.next),
    exportHref: `/api/objects/export?${new URLSearchParams({ ...address, list: spec.slug }).toString()}`,
    problems,
    isFiltered: chips.some(({ value }) => value !== null) || (tab?.statuses ?? null) !== null,
    clearHref: inAccount(path, address["account"]),
    empty: spec.empty,
    importing,
    closeHref: open === undefined ? null : href({ open: null }),
  };
}
