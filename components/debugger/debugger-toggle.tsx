"use client";

import { toggleDebugger, useDebuggerOpen } from "./debugger-store";

/** Opens and closes the event debugger from the page's header. */
export function DebuggerToggle() {
  const isOpen = useDebuggerOpen();
  return (
    <button
      type="button"
      aria-pressed={isOpen}
      title="Event debugger (~)"
      onClick={toggleDebugger}
      className="border-line bg-surface text-ink hover:bg-raised inline-flex h-9 items-center rounded-md border px-3 text-sm"
    >
      Debugger
    </button>
  );
}
