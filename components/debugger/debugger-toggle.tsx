"use client";

import { Button } from "../ui/button";
import { toggleDebugger, useDebuggerOpen } from "./debugger-store";

/** Opens and closes the event debugger from the page's header. */
export function DebuggerToggle() {
  const isOpen = useDebuggerOpen();
  return (
    <Button aria-pressed={isOpen} title="Event debugger (~)" onClick={toggleDebugger}>
      Debugger
    </Button>
  );
}
