"use client";

import { useMeshStatus } from "../mesh/mesh-provider";
import { Button } from "../ui/button";
import { Icon } from "../ui/icon";
import { toggleDebugger, useDebuggerOpen } from "./debugger-store";

/** Opens and closes the event debugger from the page's header. */
export function DebuggerToggle() {
  const isOpen = useDebuggerOpen();
  const { safeMode } = useMeshStatus();
  return (
    <Button
      variant="ghost"
      size="icon"
      aria-expanded={isOpen}
      aria-label="Debugger"
      title="Event debugger (~)"
      onClick={toggleDebugger}
    >
      <Icon name="pulse" />
      {safeMode ? (
        <span className="bg-warning-soft text-warning-ink rounded px-1 text-xs">safe mode</span>
      ) : null}
    </Button>
  );
}
