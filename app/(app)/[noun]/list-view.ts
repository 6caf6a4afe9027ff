import type { FilterChip, FilterField } from "@/components/business/list-filters";
import type { ListView } from "@/components/business/list-page";
import { inAccount, type AccountOption } from "@/lib/business/accounts";
import { withAddress, type Address } from "@/lib/business/address";
import { cellContext, type Column } from "@/lib/business/cells";
import { columnChoices, shownColumns } from "@/lib/business/columns";
import { pathOf, type ListFilter, type ListSpec, type ListTab } from "@/lib/business/lists";
import { viewsOfPage } from "@/lib/business/saved-views";
import { summaryOf } from "@/lib/business/totals";
import type { ObjectList } from "@/lib/contracts/objects";
import type { SavedView } from "@/lib/contracts/views";

type ChipSpec = Pick<FilterChip, "label"> & {
  readonly fields: readonly Omit<FilterField, "value" | "shown" | "account">[];
  /** The condition in words, from the values of its fields in their order. */
  readonly words: (values: readonly string[], list: ObjectList) => string;
};

const CHIPS: Readonly<Record<ListFilter, ChipSpec>> = {
  date: {
    label: "Date",
    fields: [
      { name: "from", label: "From", type: "date" },
      { name: "to", label: "To, that day included", type: "date" },
    ],
    words: ([from = "", to = ""]) =>
      from && to ? `${from} – ${to}` : from ? `from ${from}` : `until ${to}`,
  },
  amount: {
    label: "Amount",
    fields: [
      { name: "min", label: "At least", placeholder: "15.00" },
      { name: "max", label: "At most", placeholder: "200.00" },
      { name: "currency", label: "Currency", placeholder: "usd" },
    ],
    words: ([min = "", max = "", currency = ""], { account }) => {
      const unit = (currency || account.currency || "usd").toUpperCase();
      if (min && max) return `${min} – ${max} ${unit}`;
      if (min || max) return min ? `${min} ${unit} or more` : `${max} ${unit} or less`;
      return unit;
    },
  },
  customer: {
    label: "Customer",
    fields: [{ name: "customer", label: "Customer", type: "customer" }],
    words: ([id = ""], { names }) => names[id] ?? id,
  },
  method: {
    label: "Method",
    fields: [{ name: "method", label: "Brand or kind", placeholder: "visa, sepa_debit" }],
    words: ([method = ""]) => method,
  },
  text: {
    label: "Words",
    fields: [{ name: "q", label: "Name, e-mail, description, last digits" }],
    words: ([text = ""]) => `“${text}”`,
  },
  metadata: {
    label: "Metadata",
    fields: [{ name: "metadata", label: "Name and value", placeholder: "order_id: 1042" }],
    words: ([text = ""]) => text,
  },
};

function chipsOf(spec: ListSpec, path: string, address: Address, list: ObjectList): FilterChip[] {
  return spec.filters.map((key) => {
    const { label, fields, words } = CHIPS[key];
    const values = fields.map(({ name }) => address[name] ?? "");
    const isSet = values.some((value) => value !== "");
    const without = Object.fromEntries(fields.map(({ name }) => [name, null]));
    return {
      key,
      label,
      fields: fields.map((field, at) => ({
        ...field,
        value: values[at] ?? "",
        ...(field.type === "customer"
          ? { shown: words(values, list), account: list.account.connectionId }
          : {}),
      })),
      value: isSet ? words(values, list) : null,
      clearHref: withAddress(path, address, { ...without, open: null }),
    };
  });
}

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
  const chips = chipsOf(spec, path, address, list);
  return {
    title: spec.title,
    many: spec.many,
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
