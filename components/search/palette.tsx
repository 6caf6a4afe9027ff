"use client";

import { Autocomplete } from "@base-ui/react/autocomplete";
import { Dialog } from "@base-ui/react/dialog";
import { useEffect, useRef, useState, type RefObject } from "react";

import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { Skeleton } from "@/components/ui/skeleton";

import { ResultRows } from "./result-row";
import type { Result, ResultGroup } from "./results";
import { usePalette, type PaletteProps } from "./use-palette";

const MAX_TYPED = 200;
const SLOW_MS = 150;
const EXAMPLES = "a name, an e-mail, $75.00, 4242 or an id";

/** Returns true once something has lasted longer than 150 ms. */
function useIsSlow(isPending: boolean): boolean {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    if (!isPending) return undefined;
    const timer = setTimeout(() => setSlow(true), SLOW_MS);
    return () => {
      clearTimeout(timer);
      setSlow(false);
    };
  }, [isPending]);
  return isSlow;
}

type Shown = ReturnType<typeof usePalette>;

const countOf = (groups: readonly ResultGroup[]) =>
  groups.reduce((sum, { items }) => sum + items.length, 0);

function statusOf({ typed, groups, isPending, problem }: Shown, isSlow: boolean): string {
  if (typed.trim() === "" || problem !== null) return "";
  if (isPending) return isSlow ? "Searching…" : "";
  const count = countOf(groups);
  return count === 0 ? "No results" : `${count} ${count === 1 ? "result" : "results"}`;
}

/** What stands below or in the place of the results: what went wrong, or that there are none. */
function Notice({ typed, groups, isPending, problem, found, retry }: Shown) {
  if (problem !== null)
    return (
      <div className="flex flex-wrap items-center gap-2 p-2">
        <p role="alert" className="text-danger-ink min-w-0 flex-1">
          The search failed. {problem}
        </p>
        <Button size="sm" onClick={retry}>
          Try again
        </Button>
      </div>
    );
  if (typed.trim() === "" || countOf(groups) > 0) return null;
  if (isPending)
    return (
      <div className="grid gap-4 p-2 py-3">
        {["w-2/3", "w-1/2", "w-3/5"].map((width) => (
          <Skeleton key={width} className={`h-5 ${width}`} />
        ))}
      </div>
    );
  return (
    <div className="grid gap-1 px-4 py-8 text-center">
      <p className="font-medium wrap-anywhere">Nothing matches “{typed.trim()}”</p>
      <p className="text-muted">
        {found && !found.hasAccount
          ? "Stripe is not connected, so there are no payments and customers to find."
          : `Try ${EXAMPLES}.`}
      </p>
    </div>
  );
}

function Key({ children }: { children: string }) {
  return (
    <kbd className="border-line bg-surface rounded-badge grid h-5 min-w-5 place-items-center border px-1 font-sans text-xs">
      {children}
    </kbd>
  );
}

function Footer({ hasHint }: { hasHint: boolean }) {
  return (
    <div className="border-line text-muted flex shrink-0 items-center gap-4 border-t px-4 py-2 text-xs max-md:hidden pointer-coarse:hidden">
      <span className="flex items-center gap-1.5">
        <Key>↑</Key>
        <Key>↓</Key> move
      </span>
      <span className="flex items-center gap-1.5">
        <Key>↵</Key> open
      </span>
      <span className="flex items-center gap-1.5">
        <Key>Ctrl ↵</Key> in a new tab
      </span>
      {hasHint ? <span className="ml-auto">Try {EXAMPLES}</span> : null}
    </div>
  );
}

/** Highlights the first or the last line. The library has no call for it: it highlights what the pointer moves over. */
function highlightEnd(list: HTMLElement | null, isLast: boolean): void {
  const option = [...(list?.querySelectorAll("[role=option]") ?? [])].at(isLast ? -1 : 0);
  option?.dispatchEvent(new MouseEvent("mousemove", { bubbles: true, movementX: 1 }));
  option?.scrollIntoView({ block: "nearest" });
}

interface Refs {
  readonly inputRef: RefObject<HTMLInputElement | null>;
  readonly listRef: RefObject<HTMLDivElement | null>;
}

function SearchInput({ shown, inputRef, listRef }: { shown: Shown } & Refs) {
  return (
    <Autocomplete.Input
      ref={inputRef}
      type="text"
      aria-label="Search or jump to"
      aria-expanded={shown.groups.length > 0}
      placeholder="Search or jump to…"
      maxLength={MAX_TYPED}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      enterKeyHint="go"
      onKeyDown={(event) => {
        if (event.key === "Home" || event.key === "End") {
          event.preventDefault();
          event.preventBaseUIHandler();
          highlightEnd(listRef.current, event.key === "End");
        }
        shown.onKeyDown(event);
      }}
      className="placeholder:text-muted h-12 min-w-0 flex-1 bg-transparent text-base outline-none max-md:text-lg"
    />
  );
}

function Panel({ inputRef, ...props }: PaletteProps & Pick<Refs, "inputRef">) {
  const shown = usePalette(props);
  const isSlow = useIsSlow(shown.isPending);
  const listRef = useRef<HTMLDivElement>(null);
  return (
    <Autocomplete.Root
      inline
      open
      items={shown.groups}
      mode="none"
      autoHighlight="always"
      keepHighlight
      value={shown.typed}
      onValueChange={(text, { reason }) => {
        if (reason !== "item-press") shown.onType(text);
      }}
      onItemHighlighted={(result: Result | undefined, { reason }) =>
        shown.onHighlight(result, reason !== "none")
      }
      itemToStringValue={({ title }: Result) => title}
    >
      <div className="border-line flex shrink-0 items-center gap-2 border-b pr-2 pl-4 md:pr-4">
        <svg
          viewBox="0 0 16 16"
          aria-hidden="true"
          className="icon size-4 shrink-0"
          strokeWidth="1.5"
        >
          <path d="M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM10.3 10.3l3.200 3.200" />
        </svg>
        <SearchInput shown={shown} inputRef={inputRef} listRef={listRef} />
        <Autocomplete.Status className="text-muted shrink-0 text-xs">
          {statusOf(shown, isSlow)}
        </Autocomplete.Status>
        <Dialog.Close render={<Button variant="ghost" size="icon" />}>
          <span className="sr-only">Close</span>
          <span className="max-md:hidden pointer-coarse:hidden">
            <Key>Esc</Key>
          </span>
          <Icon name="cross" className="md:pointer-fine:hidden" />
        </Dialog.Close>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto p-2">
        {shown.groups.length > 0 ? (
          <Autocomplete.List ref={listRef} aria-label="Results">
            {(group: ResultGroup) => (
              <ResultRows
                key={group.value}
                group={group}
                typed={shown.typed.trim()}
                onOpen={shown.onOpen}
              />
            )}
          </Autocomplete.List>
        ) : null}
        <Notice {...shown} />
      </div>
      <Footer hasHint={shown.groups.length > 0} />
    </Autocomplete.Root>
  );
}

/** The search of everything: business objects, automations, pages and actions. Heavy; `SearchButton` loads it. */
export function Palette(props: PaletteProps) {
  const inputRef = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // The browser draws them above everything else.
    for (const popover of document.querySelectorAll<HTMLElement>("[popover]"))
      popover.hidePopover?.();
  }, []);
  return (
    <Dialog.Root open onOpenChange={(isOpen) => (isOpen ? undefined : props.onClose())}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/30" />
        <Dialog.Popup
          initialFocus={inputRef}
          className="bg-raised text-ink shadow-popup md:rounded-dialog fixed z-50 flex flex-col overflow-hidden max-md:inset-0 md:top-26 md:left-1/2 md:max-h-[min(36rem,calc(100dvh-9rem))] md:w-[min(42rem,calc(100vw-2rem))] md:-translate-x-1/2"
        >
          <Dialog.Title className="sr-only">Search</Dialog.Title>
          <Panel {...props} inputRef={inputRef} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
