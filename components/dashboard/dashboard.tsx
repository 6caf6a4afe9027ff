"use client";

import { useSearchParams } from "next/navigation";
import { lazy, Suspense, useState, useTransition } from "react";

import { useRefreshOn } from "@/components/mesh/use-refresh-on";
import { PageHeader } from "@/components/shell/page-header";
import { answerOf } from "@/components/ui/answer-of";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { useToast } from "@/components/ui/toast";
import type { ActionResult } from "@/lib/core/action-result";
import type { WidgetData, WidgetInstance } from "@/lib/widgets/data";

import type { GalleryEntry } from "./add-widget";
import { moveItem, titleOf } from "./layout";
import { PlacedWidget, type Account } from "./placed-widget";

// Fetched when it is first opened.
const AddWidget = lazy(async () => ({ default: (await import("./add-widget")).AddWidget }));

/** An account that came or went, perhaps in another tab. */
const CONNECTIONS = ["connection.*"];

export interface DashboardActions {
  readonly add: (dashboardId: string, type: string) => Promise<ActionResult<WidgetInstance>>;
  readonly remove: (id: string, removed: boolean) => Promise<ActionResult<unknown>>;
  readonly reorder: (dashboardId: string, order: string[]) => Promise<ActionResult<unknown>>;
  readonly chooseAccount: (
    id: string,
    connectionId: string,
  ) => Promise<ActionResult<WidgetInstance>>;
}

interface DashboardProps {
  readonly id: string;
  readonly widgets: readonly WidgetInstance[];
  /** Rows of the first paint, by widget id. */
  readonly initial: Readonly<Record<string, WidgetData>>;
  readonly gallery: readonly GalleryEntry[];
  /** Oldest first. */
  readonly accounts: readonly Account[];
  /** Names of the providers, by id. */
  readonly providers: Readonly<Record<string, string>>;
  readonly canEdit: boolean;
  readonly actions: DashboardActions;
}

/** The widgets and their order: shown at once, saved behind, put back when saving fails. */
function useWidgets({ id, widgets: first, actions }: DashboardProps) {
  const [widgets, setWidgets] = useState<readonly WidgetInstance[]>(first);
  const [said, setSaid] = useState("");
  const [, start] = useTransition();
  const toast = useToast();

  const save = (
    next: readonly WidgetInstance[],
    work: () => Promise<ActionResult<unknown>>,
    undo?: { message: string; run: () => void },
  ) => {
    const before = widgets;
    setWidgets(next);
    start(async () => {
      const result = await answerOf(work(), "the dashboard was changed");
      if (!result.ok) {
        setWidgets(before);
        toast.error(result.message);
      } else if (undo) toast.success(undo.message, { label: "Undo", onSelect: undo.run });
    });
  };

  return {
    widgets,
    said,
    move: (index: number, by: number) => {
      const next = moveItem(widgets, index, by);
      const moved = widgets[index];
      if (next === widgets || !moved) return;
      setSaid(`${titleOf(moved)}, place ${index + by + 1} of ${widgets.length}`);
      save(next, () =>
        actions.reorder(
          id,
          next.map((widget) => widget.id),
        ),
      );
    },
    remove: (widget: WidgetInstance) => {
      const before = widgets;
      const putBack = () => {
        setWidgets(before);
        void actions
          .remove(widget.id, false)
          .then((result) => (result.ok ? undefined : toast.error(result.message)));
      };
      save(
        widgets.filter(({ id: other }) => other !== widget.id),
        () => actions.remove(widget.id, true),
        { message: `${titleOf(widget)} was removed.`, run: putBack },
      );
    },
    chooseAccount: (widget: WidgetInstance, account: Account) =>
      start(async () => {
        const result = await answerOf(
          actions.chooseAccount(widget.id, account.id),
          "the widget was changed",
        );
        if (!result.ok) return toast.error(result.message);
        setWidgets((shown) =>
          shown.map((other) => (other.id === widget.id ? result.value : other)),
        );
        setSaid(`${titleOf(widget)} shows ${account.label}`);
      }),
    add: async (type: string) => {
      const result = await answerOf(actions.add(id, type), "the widget was added");
      if (!result.ok) {
        toast.error(result.message);
        return false;
      }
      setWidgets((shown) => [...shown, result.value]);
      setSaid(`${titleOf(result.value)} was added`);
      return true;
    },
  };
}

/** The rows of the first paint, as long as the widget shows the account that they are of. */
function firstDataOf(
  { widgets, initial }: DashboardProps,
  widget: WidgetInstance,
): WidgetData | undefined {
  const first = widgets.find(({ id }) => id === widget.id);
  return first?.connectionId === widget.connectionId ? initial[widget.id] : undefined;
}

/** Keeps whether the gallery is open. `/dashboards/home?add=widget` opens it too; closing it takes that out of the address. */
function useAdding(canEdit: boolean) {
  const [isPressed, setPressed] = useState(false);
  const isAsked = useSearchParams().get("add") === "widget" && canEdit;
  return [
    isPressed || isAsked,
    (isOpen: boolean) => {
      setPressed(isOpen);
      if (isAsked && !isOpen) globalThis.history.replaceState(null, "", "/");
    },
  ] as const;
}

/** The dashboard: every widget in its own card, moved by menu and by keys. */
export function Dashboard(props: DashboardProps) {
  const { gallery, canEdit, accounts } = props;
  useRefreshOn(CONNECTIONS);
  const [adding, setAdding] = useAdding(canEdit);
  const { widgets, said, move, remove, add, chooseAccount } = useWidgets(props);
  const addButton = canEdit ? (
    <Button variant="primary" onClick={() => setAdding(true)}>
      Add a widget
    </Button>
  ) : null;
  return (
    <>
      <PageHeader title="Home" actions={addButton} />
      <p aria-live="polite" className="sr-only">
        {said}
      </p>
      {widgets.length === 0 ? (
        <EmptyState
          title="No widgets yet"
          hint="Add one to see your payments here."
          action={addButton}
        />
      ) : null}
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-3">
        {widgets.map((widget, index) => (
          <PlacedWidget
            key={widget.id}
            widget={widget}
            initialData={firstDataOf(props, widget)}
            accounts={accounts.filter(({ provider }) => provider === widget.provider)}
            providerName={props.providers[widget.provider]}
            canEdit={canEdit}
            place={{ isFirst: index === 0, isLast: index === widgets.length - 1 }}
            onMove={(by) => move(index, by)}
            onRemove={() => remove(widget)}
            onChoose={(account) => chooseAccount(widget, account)}
          />
        ))}
      </div>
      {adding ? (
        <Suspense fallback={null}>
          <AddWidget open onOpenChange={setAdding} gallery={gallery} add={add} />
        </Suspense>
      ) : null}
    </>
  );
}
