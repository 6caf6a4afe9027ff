"use client";

import { LazyMenu } from "@/components/ui/lazy-menu";
import type { MenuItem } from "@/components/ui/menu";
import { WidgetCard } from "@/components/widgets/widget-card";
import type { WidgetData, WidgetInstance } from "@/lib/widgets/data";

import { titleOf, widthOf } from "./layout";

/** A connected account, for widgets that can show one of several. */
export interface Account {
  readonly id: string;
  readonly provider: string;
  readonly label: string;
}

interface PlacedWidgetProps {
  readonly widget: WidgetInstance;
  readonly initialData: WidgetData | undefined;
  /** Its provider's accounts, oldest first. */
  readonly accounts: readonly Account[];
  /** Its provider's name; `undefined` for a widget without a provider. */
  readonly providerName: string | undefined;
  readonly canEdit: boolean;
  readonly place: { readonly isFirst: boolean; readonly isLast: boolean };
  readonly onMove: (by: number) => void;
  readonly onRemove: () => void;
  readonly onChoose: (account: Account) => void;
}

/** One widget in its place, with the menu that moves it, removes it, and picks its account where there are several. */
export function PlacedWidget(props: PlacedWidgetProps) {
  const { widget, initialData, accounts, providerName, canEdit, place } = props;
  const { onMove, onRemove, onChoose } = props;
  const shown = accounts.find(({ id }) => id === widget.connectionId) ?? accounts[0];
  const isOneOfSeveral = accounts.length > 1 && shown !== undefined;
  const items: MenuItem[] = [
    { label: "Move up", onSelect: () => onMove(-1), disabled: place.isFirst },
    { label: "Move down", onSelect: () => onMove(1), disabled: place.isLast },
  ];
  if (canEdit && isOneOfSeveral)
    for (const account of accounts)
      if (account !== shown)
        items.push({ label: `Show ${account.label}`, onSelect: () => onChoose(account) });
  if (canEdit) items.push({ label: "Remove", onSelect: onRemove, danger: true });
  const title = isOneOfSeveral ? `${titleOf(widget)} · ${shown.label}` : undefined;
  return (
    <div className={widthOf(widget) === "wide" ? "min-w-0 lg:col-span-2" : "min-w-0"}>
      <WidgetCard
        key={widget.connectionId}
        instance={title ? { ...widget, title } : widget}
        {...(initialData ? { initialData } : {})}
        unconnected={accounts.length === 0 ? providerName : undefined}
        menu={<LazyMenu label={`Options of ${titleOf(widget)}`} items={items} />}
      />
    </div>
  );
}
