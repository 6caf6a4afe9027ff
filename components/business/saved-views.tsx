"use client";

import type { Route } from "next";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState, useTransition, type SyntheticEvent } from "react";

import { Popover } from "@/components/shell/popover";
import { answerOf } from "@/components/ui/answer-of";
import { Button, buttonClass } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import { useToast } from "@/components/ui/toast";
import type { ViewLink, ViewsOfPage } from "@/lib/business/saved-views";
import type { SavedView, ViewContent } from "@/lib/contracts/views";
import type { ActionResult } from "@/lib/core/action-result";

export interface ViewActions {
  readonly save: (view: ViewContent & { id?: string }) => Promise<ActionResult<SavedView>>;
  readonly remove: (id: string) => Promise<ActionResult<SavedView>>;
}

const ID = "saved-views";
const close = ({ currentTarget }: SyntheticEvent) =>
  currentTarget.closest<HTMLElement>("[popover]")?.hidePopover?.();

const contentOf = ({ list, name, address }: SavedView): ViewContent => ({ list, name, address });

/** Saves, renames and deletes views; renaming and deleting can be undone. */
function useViews({ save, remove }: ViewActions) {
  const toast = useToast();
  const router = useRouter();
  const [pending, start] = useTransition();
  const [problem, setProblem] = useState<string>();
  const run = <T,>(call: () => Promise<ActionResult<T>>, done: (value: T) => void) =>
    start(async () => {
      const result = await answerOf(call(), "the view was changed");
      setProblem(result.ok ? undefined : result.message);
      if (!result.ok) return;
      done(result.value);
      router.refresh();
    });
  const undo = (view: ViewContent & { id?: string }) => ({
    label: "Undo",
    onSelect: () =>
      run(
        () => save(view),
        () => toast.success(`“${view.name}” is back.`),
      ),
  });
  return {
    pending,
    problem,
    create: (view: ViewContent, done: (saved: SavedView) => void) =>
      run(
        () => save(view),
        (saved) => {
          toast.success(`Saved the view “${saved.name}”.`);
          done(saved);
        },
      ),
    change: (view: SavedView, before: SavedView, done: () => void) =>
      run(
        () => save({ ...contentOf(view), id: view.id }),
        (saved) => {
          const words =
            saved.name === before.name
              ? `Changed the view “${saved.name}”.`
              : `Renamed to “${saved.name}”.`;
          toast.success(words, undo({ ...contentOf(before), id: before.id }));
          done();
        },
      ),
    remove: (view: SavedView) =>
      run(
        () => remove(view.id),
        (gone) => toast.success(`Deleted the view “${gone.name}”.`, undo(contentOf(gone))),
      ),
  };
}

/** A form of one name. */
function NameForm({
  label,
  button,
  value = "",
  pending,
  onName,
}: {
  label: string;
  button: string;
  value?: string;
  pending: boolean;
  onName: (name: string) => void;
}) {
  return (
    <form
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        const name = new FormData(event.currentTarget).get("name");
        if (typeof name === "string" && name.trim() !== "") onName(name);
      }}
    >
      <Field
        name="name"
        label={label}
        defaultValue={value}
        maxLength={40}
        required
        autoComplete="off"
      />
      <Button
        type="submit"
        size="sm"
        variant="primary"
        pending={pending}
        className="justify-self-end"
      >
        {button}
      </Button>
    </form>
  );
}

function ViewRow({
  view,
  isCurrent,
  onRename,
  onDelete,
}: {
  view: ViewLink;
  isCurrent: boolean;
  onRename: () => void;
  onDelete: () => void;
}) {
  return (
    <li className="hover:bg-hover rounded-badge flex items-center gap-1 pr-1">
      <Link
        href={view.href as Route}
        scroll={false}
        onClick={close}
        {...(isCurrent ? { "aria-current": "true" as const } : {})}
        className="aria-[current]:text-link flex min-h-8 min-w-0 flex-1 items-center gap-2 px-2 text-sm pointer-coarse:min-h-11"
      >
        <Icon name={isCurrent ? "check" : "view"} className="size-3.5" />
        <span className="truncate">{view.name}</span>
      </Link>
      <Button size="sm" variant="ghost" aria-label={`Rename “${view.name}”`} onClick={onRename}>
        Rename
      </Button>
      <Button size="sm" variant="ghost" aria-label={`Delete “${view.name}”`} onClick={onDelete}>
        <Icon name="cross" className="size-3" />
      </Button>
    </li>
  );
}

/** The saved views of a list: opens, saves, renames and deletes them. */
export function SavedViews({ page, actions }: { page: ViewsOfPage; actions: ViewActions }) {
  const router = useRouter();
  const [renamed, setRenamed] = useState<string>();
  const { pending, problem, create, change, remove } = useViews(actions);
  const { list, views, current, isChanged, address, kept } = page;
  const isBare = Object.keys(address).length === 0;
  const open = (saved: SavedView) =>
    router.replace(
      `/${list}?${new URLSearchParams({ ...saved.address, ...kept, view: saved.id }).toString()}` as Route,
      { scroll: false },
    );
  return (
    <>
      <button
        type="button"
        popoverTarget={ID}
        style={{ anchorName: `--${ID}` }}
        className={`${buttonClass({ variant: "ghost" })} max-w-64`}
      >
        <Icon name="view" />
        <span className="truncate">
          {current ? `View: ${current.name}${isChanged ? " (changed)" : ""}` : "Views"}
        </span>
      </button>
      <Popover id={ID} label="Saved views" className="w-72" anchor={`--${ID}`}>
        {views.length > 0 ? (
          <ul className="mb-2 grid max-h-80 overflow-y-auto">
            {views.map((view) =>
              view.id === renamed ? (
                <li key={view.id} className="p-2">
                  <NameForm
                    label={`New name of “${view.name}”`}
                    button="Rename"
                    value={view.name}
                    pending={pending}
                    onName={(name) => change({ ...view, name }, view, () => setRenamed(undefined))}
                  />
                </li>
              ) : (
                <ViewRow
                  key={view.id}
                  view={view}
                  isCurrent={view.id === current?.id}
                  onRename={() => setRenamed(view.id)}
                  onDelete={() => remove(view)}
                />
              ),
            )}
          </ul>
        ) : null}
        <div className="grid gap-2 p-2">
          {current && isChanged ? (
            <Button
              size="sm"
              pending={pending}
              onClick={() => change({ ...current, address: { ...address } }, current, () => {})}
            >
              Save changes to “{current.name}”
            </Button>
          ) : null}
          {isBare ? (
            <p className="text-muted text-xs">
              Choose a tab, filters, an order or columns. Then save them here under a name.
            </p>
          ) : current && !isChanged ? null : (
            <NameForm
              label={current ? "Save as a new view" : "Save this view"}
              button="Save view"
              pending={pending}
              onName={(name) => create({ list, name, address: { ...address } }, open)}
            />
          )}
          <p role="alert" className="text-danger-ink text-xs empty:hidden">
            {problem}
          </p>
        </div>
      </Popover>
    </>
  );
}
