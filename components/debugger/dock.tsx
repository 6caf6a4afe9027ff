"use client";

import { lazy, Suspense, useEffect, useRef } from "react";

import { Icon } from "../ui/icon";

export { DebuggerToggle } from "./debugger-toggle";
import { setDebuggerOpen, toggleDebugger, useDebuggerOpen } from "./debugger-store";

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
  // On some layouts the key is a dead one and has no letter of its own.
  return (
    event.key === "`" || event.key === "~" || (event.key === "Dead" && event.code === "Backquote")
  );
}

/** The floating button at the bottom right, the `~` key, and the drawer that they open. */
export function DebuggerDock() {
  const isOpen = useDebuggerOpen();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // The drawer hears its own keys; this is for when nothing has the focus.
      const isNowhere = document.activeElement === null || document.activeElement === document.body;
      if (event.key === "Escape" && isNowhere && !event.defaultPrevented) setDebuggerOpen(false);
      if (event.defaultPrevented || !isDebuggerKey(event) || isTyping(event.target)) return;
      event.preventDefault();
      toggleDebugger();
    };
    globalThis.addEventListener("keydown", onKey);
    return () => globalThis.removeEventListener("keydown", onKey);
  }, []);
  const close = () => {
    setDebuggerOpen(false);
    requestAnimationFrame(() => button.current?.focus());
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-label="Event debugger"
        aria-expanded={isOpen}
        title="Event debugger (~)"
        onClick={toggleDebugger}
        className={`border-line bg-raised text-ink hover:bg-surface fixed right-4 bottom-4 z-40 size-11 place-items-center rounded-full border shadow-lg ${isOpen ? "hidden" : "grid"}`}
      >
        <Icon name="pulse" className="size-5" />
      </button>
      {isOpen ? (
        <Suspense fallback={null}>
          <DebuggerPanel onClose={close} />
        </Suspense>
      ) : null}
    </>
  );
}
