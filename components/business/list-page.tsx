import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";

import { PageHeader } from "@/components/shell/page-header";
import { buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { TabLinks, type TabLink } from "@/components/ui/tab-links";
import type { AccountOption } from "@/lib/business/accounts";
import type { FilterChip } from "@/lib/business/chips";
import type { ColumnChoice } from "@/lib/business/columns";
import type { PhoneSlot } from "@/lib/business/lists";
import type { ViewsOfPage } from "@/lib/business/saved-views";

import { AccountSwitch } from "./account-switch";
import { ColumnChooser } from "./column-chooser";
import { ExportButton } from "./export-button";
import { ListFilters } from "./list-filters";
import { ListKeys } from "./list-keys";
import { Notices } from "./notices";
import { ObjectTable, type TableColumn, type TableRow } from "./object-table";
import { SavedViews, type ViewActions } from "./saved-views";

/** Everything that a list page shows, ready to be drawn. */
export interface ListView {
  readonly title: string;
  /** Its objects after a number or “no”. */
  readonly plural: string;
  readonly path: string;
  readonly address: Readonly<Record<string, string>>;
  /** The accounts that the list can show. */
  readonly accounts: readonly AccountOption[];
  readonly tabs: readonly TabLink[];
  readonly chips: readonly FilterChip[];
  readonly columns: readonly TableColumn[];
  /** The cells of a phone's rows, in the order of their places. */
  readonly phone: readonly PhoneSlot[];
  readonly columnChoices: readonly ColumnChoice[];
  /** Address with the usual columns; `null` while they are shown. */
  readonly usualColumnsHref: string | null;
  readonly views: ViewsOfPage;
  readonly rows: readonly TableRow[];
  /** Address of each row's own page, by the row's id. */
  readonly pages: Readonly<Record<string, string>>;
  /** Summary of the matches: `612 payments · $46,902.10 succeeded`. */
  readonly summary: string;
  readonly newerHref: string | null;
  readonly olderHref: string | null;
  readonly exportHref: string;
  readonly problems: readonly string[];
  readonly isFiltered: boolean;
  readonly clearHref: string;
  readonly empty: string;
  /** Set while the account is being imported: how far it is. */
  readonly importing: string | null;
  readonly closeHref: string | null;
}

function Pages({ newerHref, olderHref }: Pick<ListView, "newerHref" | "olderHref">) {
  const link = (href: string | null, text: string) =>
    href === null ? (
      <span aria-disabled="true" className={buttonClass({ size: "sm" })}>
        {text}
      </span>
    ) : (
      <Link href={href as Route} scroll={false} className={buttonClass({ size: "sm" })}>
        {text}
      </Link>
    );
  if (newerHref === null && olderHref === null) return null;
  return (
    <nav aria-label="Pages" className="flex gap-2">
      {link(newerHref, "Newer")}
      {link(olderHref, "Older")}
    </nav>
  );
}

function Rows({ view }: { view: ListView }) {
  if (view.rows.length > 0)
    return (
      <ObjectTable label={view.title} columns={view.columns} rows={view.rows} phone={view.phone} />
    );
  if (view.isFiltered)
    return (
      <EmptyState
        title={`No ${view.plural} match`}
        hint="Remove a filter to see more."
        action={
          <Link href={view.clearHref as Route} className={buttonClass({ size: "sm" })}>
            Clear all filters
          </Link>
        }
      />
    );
  return <EmptyState title={`No ${view.plural} yet`} hint={view.empty} />;
}

/** A list of business objects: tabs, filters, rows, and what is open beside it. */
export function ListPage({
  view,
  panel,
  viewActions,
}: {
  view: ListView;
  panel: ReactNode;
  viewActions: ViewActions;
}) {
  const { cols: _columns, cursor: _page, open: _open, ...kept } = view.address;
  return (
    <div className={panel ? "wide:grid wide:grid-cols-[minmax(0,1fr)_25rem] wide:gap-6" : ""}>
      <div className="min-w-0">
        <PageHeader
          title={view.title}
          actions={
            <div className="flex min-w-0 flex-wrap items-center gap-2">
              <AccountSwitch options={view.accounts} />
              <SavedViews page={view.views} actions={viewActions} />
              <ExportButton href={view.exportHref} name={`${view.path.slice(1)}.csv`} />
            </div>
          }
        />
        <Notices importing={view.importing} problems={view.problems} />
        {view.tabs.length > 0 ? (
          <TabLinks label={`${view.title} by status`} tabs={view.tabs} />
        ) : null}
        <div className="flex items-center justify-between gap-2">
          <ListFilters
            path={view.path}
            address={view.address}
            chips={view.chips}
            clearHref={view.clearHref}
          />
          <ColumnChooser
            path={view.path}
            kept={kept}
            choices={view.columnChoices}
            resetHref={view.usualColumnsHref}
          />
        </div>
        <Rows view={view} />
        <div className="border-line flex flex-wrap items-center justify-between gap-3 border-t py-3">
          <p className="text-muted figures text-xs">{view.summary}</p>
          <Pages newerHref={view.newerHref} olderHref={view.olderHref} />
        </div>
        <ListKeys
          pages={view.pages}
          closeHref={view.closeHref}
          isImporting={view.importing !== null}
        />
      </div>
      {panel}
    </div>
  );
}
