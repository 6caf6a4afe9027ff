"use client";

import { usePathname } from "next/navigation";
import { useEffect, useRef, type ReactNode } from "react";

interface PopoverProps {
  readonly id: string;
  /** The panel's name for screen readers. */
  readonly label: string;
  /** Classes that place the panel on the screen. */
  readonly className: string;
  /** Name of the CSS anchor that the panel stands at, instead of a place on the screen. */
  readonly anchor?: string;
  readonly children: ReactNode;
}

/**
 * A panel that its button opens by `popoverTarget`. The browser closes it on Escape and on a press elsewhere. It also closes
 * when the page changes, because the shell stays.
 */
export function Popover({ id, label, className, anchor, children }: PopoverProps) {
  const panel = useRef<HTMLDivElement>(null);
  const pathname = usePathname();
  // oxlint-disable-next-line react/exhaustive-effect-dependencies -- another page closes the panel
  useEffect(() => panel.current?.hidePopover?.(), [pathname]);
  return (
    <div
      ref={panel}
      id={id}
      popover="auto"
      role="dialog"
      aria-label={label}
      style={anchor === undefined ? undefined : { positionAnchor: anchor }}
      className={`bg-raised text-ink shadow-popup rounded-dialog fixed inset-auto m-0 p-2 ${anchor === undefined ? "" : "anchored"} ${className}`}
    >
      {children}
    </div>
  );
}
