"use client";

import { useMeshStatus } from "../mesh/mesh-provider";
import { Button } from "../ui/button";
import { toggleDebugger, useDebuggerOpen } from "./debugger-store";

/** Opens and closes the event debugger from the page's header. */
export function DebuggerToggle() {
  const isOpen = useDebuggerOpen();
  const { safeMode } = useMeshStatus();
  return (
    <Button aria-expanded={isOpen} title="Event debugger (~)" onClick={toggleDebugger}>
      Debugger
      {safeMode ? (
        <span className="bg-warning-soft text-warning-ink rounded px-1 text-xs">safe mode</span>
      ) : null}
    </Button>
  );
}
