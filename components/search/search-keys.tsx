"use client";

import { lazy, Suspense, useEffect, useState } from "react";

import { forgetErased } from "./recent";
import type { PaletteProps } from "./use-palette";

export interface SearchProps extends Pick<PaletteProps, "workspaceId" | "rights" | "apps"> {
  /** Time of the last erasure of a customer in the workspace; `null` if there was none. */
  readonly erasedAtMs: number | null;
}

const load = () => import("./palette");
// Most pages never open it.
const Palette = lazy(async () => {
  try {
    return { default: (await load()).Palette };
  } catch (error) {
    early = null; // what is typed goes to the page again
    throw error;
  }
});

const TYPING = "input, textarea, select, [contenteditable]";
/** Dialogs of the library; the shell's own popovers may be open behind the search. */
const OPEN_DIALOG = "[role=dialog][data-open], [role=alertdialog][data-open]";

/** The text that was typed after the search was opened and before its code arrived; `null` if it is not on its way. */
let early: string | null = null;
function takeEarly(): string {
  const text = early ?? "";
  early = null;
  return text;
}

const isIn = (target: EventTarget | null, selector: string): boolean =>
  target instanceof Element && target.closest(selector) !== null;

function isSearchKey(event: KeyboardEvent): boolean {
  const { key, target, ctrlKey, metaKey, altKey, shiftKey } = event;
  if (event.defaultPrevented || event.repeat || altKey) return false;
  if (ctrlKey || metaKey) return !shiftKey && key.toLowerCase() === "k";
  return key === "/" && !isIn(target, TYPING);
}

/** Keeps a character that is typed before there is a field for it. */
function keepEarly(event: KeyboardEvent): boolean {
  if (early === null || event.key.length !== 1 || event.ctrlKey || event.metaKey) return false;
  early += event.key;
  event.preventDefault();
  return true;
}

/** Opens the search of everything by its keys and by the press of a `SearchButton`. */
export function SearchKeys({ erasedAtMs, ...props }: SearchProps) {
  const [isOpen, setOpen] = useState(false);
  const { workspaceId } = props;
  useEffect(() => forgetErased(workspaceId, erasedAtMs), [workspaceId, erasedAtMs]);
  useEffect(() => {
    const open = () => {
      if (document.querySelector(OPEN_DIALOG) !== null) return;
      early ??= "";
      setOpen(true);
    };
    const onKey = (event: KeyboardEvent) => {
      if (keepEarly(event)) return;
      // The key that comes before K.
      if (event.key === "Control" || event.key === "Meta") load().catch(() => {}); // it is asked for again when the search opens
      if (!isSearchKey(event)) return;
      // The browser would go to its own search.
      event.preventDefault();
      open();
    };
    const onClick = ({ target }: MouseEvent) => {
      if (isIn(target, "[data-search]")) open();
    };
    globalThis.addEventListener("keydown", onKey);
    document.addEventListener("click", onClick);
    return () => {
      globalThis.removeEventListener("keydown", onKey);
      document.removeEventListener("click", onClick);
    };
  }, []);
  return isOpen ? (
    <Suspense fallback={null}>
      <Palette {...props} takeEarly={takeEarly} onClose={() => setOpen(false)} />
    </Suspense>
  ) : null;
}
