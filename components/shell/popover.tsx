"use client";

import type { MouseEvent, ReactNode } from "react";

/** Closes the popover around a link, because the shell stays when the page changes. */
export function closePopover(event: MouseEvent<HTMLElement>): void {
  const popover = event.currentTarget.closest<HTMLElement>("[popover]");
  if (popover?.matches(":popover-open")) popover.hidePopover();
}

interface PopoverProps {
  readonly id: string;
  /** What the panel is called for screen readers. */
  readonly label: string;
  /** Classes that place the panel on the screen. */
  readonly className: string;
  readonly children: ReactNode;
}

/** A panel that its button opens by `popoverTarget`. The browser closes it on Escape and on a press elsewhere. */
export function Popover({ id, label, className, children }: PopoverProps) {
  return (
    <div
      id={id}
      popover="auto"
      role="dialog"
      aria-label={label}
      className={`bg-raised text-ink shadow-popup rounded-dialog fixed inset-auto m-0 p-2 ${className}`}
    >
      {children}
    </div>
  );
}
