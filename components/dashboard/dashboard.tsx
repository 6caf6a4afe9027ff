"use client";

import { useState, useTransition } from "react";

import { PageHeader } from "@/components/shell/page-header";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { LazyMenu } from "@/components/ui/lazy-menu";
import { useToast } from "@/components/ui/toast";
import { WidgetCard } from "@/components/widgets/widget-card";
import type { ActionResult } from "@/lib/core/action-result";
import type { WidgetData, WidgetInstance } from "@/lib/widgets/data";

import { AddWidget, type GalleryEntry } from "./add-widget";
import { moveItem, titleOf, widthOf } from "./layout";

export interface DashboardActions {
  readonly add: (dashboardId: string, type: string) => Promise<ActionResult<WidgetInstance>>;
  readonly remove: (id: string, removed: boolean) => Promise<ActionResult<unknown>>;
  readonly reorder: (dashboardId: string, order: string[]) => Promise<ActionResult<unknown>>;
}

interface DashboardProps {
  readonly id: string;
  readonly widgets: readonly WidgetInstance[];
  /** Rows of the first paint, by widget id. */
  readonly initial: Readonly<Record<string, WidgetData>>;
  readonly gallery: readonly GalleryEntry[];
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
      const result = await work();
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
    add: async (type: string) => {
      const result = await actions.add(id, type);
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

/** The dashboard: every widget in its own card, moved by menu and by keys. */
export function Dashboard(props: DashboardProps) {
  const { gallery, canEdit, initial } = props;
  const [adding, setAdding] = useState(false);
  const { widgets, said, move, remove, add } = useWidgets(props);
  const addButton = canEdit ? (
    <Button variant="primary" onClick={() => setAdding(true)}>
      Add a widget
    </Button>
  ) : null;
  return (
    <>
      <PageHeader title="Dashboard" actions={addButton} />
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
          <div
            key={widget.id}
            className={widthOf(widget) === "wide" ? "min-w-0 lg:col-span-2" : "min-w-0"}
          >
            <WidgetCard
              instance={widget}
              {...(initial[widget.id] ? { initialData: initial[widget.id] } : {})}
              menu={
                <LazyMenu
                  label={`Options of ${titleOf(widget)}`}
                  items={[
                    { label: "Move up", onSelect: () => move(index, -1), disabled: index === 0 },
                    {
                      label: "Move down",
                      onSelect: () => move(index, 1),
                      disabled: index === widgets.length - 1,
                    },
                    ...(canEdit
                      ? [{ label: "Remove", onSelect: () => remove(widget), danger: true }]
                      : []),
                  ]}
                />
              }
            />
          </div>
        ))}
      </div>
      <AddWidget open={adding} onOpenChange={setAdding} gallery={gallery} add={add} />
    </>
  );
}
