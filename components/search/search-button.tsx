"use client";

import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from "react";

import type { PaletteProps } from "./use-palette";

// Most pages never open it, so it is not part of the first load.
const Palette = lazy(async () => ({ default: (await import("./palette")).Palette }));

const TYPING = "input, textarea, select, [contenteditable]";
/** Dialogs of the library; the shell's own popovers may be open behind the search. */
const OPEN_DIALOG = "[role=dialog][data-open], [role=alertdialog][data-open]";

function isSearchKey(event: KeyboardEvent): boolean {
  const { key, target, ctrlKey, metaKey, altKey, shiftKey } = event;
  if (event.defaultPrevented || event.repeat || altKey) return false;
  if (ctrlKey || metaKey) return !shiftKey && key.toLowerCase() === "k";
  return key === "/" && !(target instanceof Element && target.closest(TYPING) !== null);
}

const never = () => () => {};
const isApple = () => /Mac|iPhone|iPad/.test(navigator.userAgent);

/** Opens the search of everything, by a press or by its keys. A field in looks, an icon alone on phones. */
export function SearchButton(props: Omit<PaletteProps, "onClose">) {
  const [isOpen, setOpen] = useState(false);
  const hasCommandKey = useSyncExternalStore(never, isApple, () => false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!isSearchKey(event)) return;
      // The browser would go to its own search.
      event.preventDefault();
      if (document.querySelector(OPEN_DIALOG) === null) setOpen(true);
    };
    globalThis.addEventListener("keydown", onKey);
    return () => globalThis.removeEventListener("keydown", onKey);
  }, []);
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        aria-keyshortcuts="Control+K Meta+K /"
        onClick={() => setOpen(true)}
        className="md:border-line md:bg-sunken text-muted hover:text-ink rounded-control flex items-center justify-center gap-2 text-sm max-md:size-11 md:h-8 md:w-full md:max-w-86 md:justify-start md:border md:px-3 md:pointer-coarse:h-11"
      >
        <svg
          viewBox="0 0 16 16"
          aria-hidden="true"
          className="icon size-4 shrink-0"
          strokeWidth="1.5"
        >
          <path d="M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM10.3 10.3l3.200 3.200" />
        </svg>
        <span className="truncate max-md:sr-only">Search or jump to…</span>
        <kbd
          aria-hidden="true"
          className="border-line bg-surface text-muted rounded-badge ml-auto min-w-12 border px-1 text-center font-sans text-xs font-medium max-md:hidden pointer-coarse:hidden"
        >
          {hasCommandKey ? "⌘K" : "Ctrl K"}
        </kbd>
      </button>
      {isOpen ? (
        <Suspense fallback={null}>
          <Palette {...props} onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
