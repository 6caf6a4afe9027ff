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
      title="Event debugger (~)"
      onClick={toggleDebugger}
    >
      <Icon name="pulse" />
      <span className="sr-only">Debugger</span>
      {safeMode ? (
        <span className="bg-warning-soft text-warning-ink rounded-badge px-1 text-xs">
          safe mode
        </span>
      ) : null}
    </Button>
  );
}
