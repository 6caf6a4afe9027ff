"use client";

import { usePathname } from "next/navigation";
import { useId, useState, type ReactNode } from "react";

import { Button } from "@/components/ui/button";

/** On narrow screens navigation and account fold under a button beside the title; on wide ones they are always there. */
export function PhoneMenu({
  title,
  bell,
  children,
}: {
  title: ReactNode;
  bell: ReactNode;
  children: ReactNode;
}) {
  const pathname = usePathname();
  const panel = useId();
  // The page on which the menu was opened: another page closes it.
  const [openOn, setOpenOn] = useState<string | null>(null);
  const isOpen = openOn === pathname;
  return (
    <>
      <div className="flex items-center justify-between gap-2 px-1 text-sm md:pt-1">
        {title}
        <div className="flex items-center gap-1 md:hidden">
          {bell}
          <Button
            size="sm"
            aria-expanded={isOpen}
            aria-controls={panel}
            onClick={() => setOpenOn(isOpen ? null : pathname)}
          >
            Menu
          </Button>
        </div>
      </div>
      <div
        id={panel}
        className={`${isOpen ? "flex" : "hidden"} flex-1 flex-col gap-3 md:flex md:gap-5`}
      >
        {children}
      </div>
    </>
  );
}
