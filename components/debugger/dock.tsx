"use client";

import { lazy, Suspense, useEffect } from "react";

export { DebuggerToggle } from "./debugger-toggle";
import { closeDebugger, setDebuggerOpen, toggleDebugger, useDebuggerOpen } from "./debugger-store";

// Most pages never open it, so it is not part of the first load.
const DebuggerPanel = lazy(async () => {
  const { DebuggerPanel } = await import("./debugger-panel");
  return { default: DebuggerPanel };
});

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.closest("input, textarea, select, [contenteditable]") !== null)
  );
}

function isDebuggerKey(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return false;
  // On some keyboard layouts this is a dead key without a character.
  return (
    event.key === "`" || event.key === "~" || (event.key === "Dead" && event.code === "Backquote")
  );
}

/** The drawer of the debugger, opened by the `~` key or the button in the header. */
export function DebuggerDock({ canEdit }: { readonly canEdit: boolean }) {
  const isOpen = useDebuggerOpen();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // The drawer handles its own keys. This applies when nothing has the focus.
      const isNowhere = document.activeElement === null || document.activeElement === document.body;
      if (event.key === "Escape" && isNowhere && !event.defaultPrevented) setDebuggerOpen(false);
      if (event.defaultPrevented || !isDebuggerKey(event) || isTyping(event.target)) return;
      event.preventDefault();
      toggleDebugger();
    };
    globalThis.addEventListener("keydown", onKey);
    return () => globalThis.removeEventListener("keydown", onKey);
  }, []);
  return isOpen ? (
    <Suspense fallback={null}>
      <DebuggerPanel canEdit={canEdit} onClose={closeDebugger} />
    </Suspense>
  ) : null;
}
