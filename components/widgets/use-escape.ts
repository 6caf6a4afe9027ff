import { useEffect } from "react";

/** Where Escape means something else already. */
const TAKEN =
  "input, textarea, select, [contenteditable], [role=dialog], [role=menu], [role=listbox][data-popup]";

/** Calls back when Escape is pressed on the page itself, as long as there is something to undo. */
export function useEscape(active: boolean, onEscape: () => void): void {
  useEffect(() => {
    if (!active) return;
    const listen = (event: KeyboardEvent) => {
      const { target } = event;
      const isTaken = target instanceof Element && target.closest(TAKEN) !== null;
      if (event.key === "Escape" && !event.defaultPrevented && !isTaken) onEscape();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, [active, onEscape]);
}
