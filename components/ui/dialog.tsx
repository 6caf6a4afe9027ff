"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import type { ReactNode, RefObject } from "react";

import { Banner } from "./banner";
import { Button } from "./button";
import { Icon } from "./icon";

export interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  /** The reason why the action did not happen, or may not have happened. */
  problem?: string | null;
  /** Buttons, the safe one first. */
  footer?: ReactNode;
  /** The element that has the focus first; by default the first control. */
  initialFocus?: RefObject<HTMLElement | null>;
  /** `sheet`: at the right edge, on phones at the bottom, for a form that leaves the page in view. */
  placement?: "centre" | "sheet";
}

const PLACES = {
  centre:
    "top-1/2 left-1/2 max-h-[85dvh] w-[min(32rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 rounded-dialog",
  sheet:
    "max-md:inset-x-0 max-md:bottom-0 max-md:max-h-[90dvh] max-md:rounded-t-dialog md:inset-y-0 md:right-0 md:w-md",
} as const;

/** Buttons of a sheet stay in view, however long its form is. */
const STUCK = "bg-raised border-line sticky -bottom-5 -mx-5 -mb-5 border-t px-5 py-4 md:mt-auto";

/** A modal dialog: traps and returns focus, closes on Escape. Heavy; load it through `lazy-dialog`. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  children,
  problem,
  footer,
  initialFocus,
  placement = "centre",
}: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-black/40 transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup
          {...(initialFocus ? { initialFocus } : {})}
          className={`bg-raised text-ink shadow-popup fixed z-50 flex flex-col gap-3 overflow-y-auto p-5 transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0 ${PLACES[placement]}`}
        >
          <div className="flex items-start gap-3">
            <Base.Title className="flex-1 text-base font-semibold">{title}</Base.Title>
            <Base.Close render={<Button variant="ghost" size="icon" aria-label="Close" />}>
              <Icon name="cross" />
            </Base.Close>
          </div>
          {description ? (
            <Base.Description render={<div />} className="text-muted text-sm">
              {description}
            </Base.Description>
          ) : null}
          {children}
          {problem ? (
            <Banner tone="danger" role="alert">
              {problem}
            </Banner>
          ) : null}
          {footer ? (
            <div className={`mt-2 flex justify-end gap-2 ${placement === "sheet" ? STUCK : ""}`}>
              {footer}
            </div>
          ) : null}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
