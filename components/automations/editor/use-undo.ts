"use client";

import { useCallback, useEffect } from "react";

import { focusPlace } from "./issues";
import type { useDraft } from "./use-draft";

const hasOwnUndo = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.matches("textarea, input:not([type=checkbox]), [contenteditable]") ||
    target.closest("[role=dialog]") !== null);

/** Undo and redo by button or Ctrl/Command+Z. Text fields keep their own undo. */
export function useUndo(
  draft: ReturnType<typeof useDraft>,
  isOn: boolean,
  say: (text: string) => void,
) {
  const { undo, redo, undoable, redoable } = draft;
  const goBack = useCallback(() => {
    if (!undoable) return;
    undo();
    say(`Undone: ${undoable.label}.`);
    const { removed, place } = undoable;
    focusPlace(removed ? `${removed.list}[${removed.index}]` : place, removed !== undefined);
  }, [undo, undoable, say]);
  const goForth = useCallback(() => {
    if (!redoable) return;
    redo();
    say(`Redone: ${redoable.label}.`);
    focusPlace(redoable.removed?.list ?? redoable.place, false);
  }, [redo, redoable, say]);
  useEffect(() => {
    if (!isOn) return undefined;
    const onKeyDown = (event: KeyboardEvent) => {
      const isZ = event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey);
      if (!isZ || event.altKey || hasOwnUndo(event.target)) return;
      event.preventDefault();
      if (event.shiftKey) goForth();
      else goBack();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [isOn, goBack, goForth]);
  return { goBack, goForth };
}
