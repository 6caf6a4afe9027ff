"use client";

import type { Route } from "next";
import { useRouter } from "next/navigation";
import { useEffect } from "react";

import { useRefreshOn } from "@/components/mesh/use-refresh-on";

/** An event reaches the browser before the copy has its object. */
const AFTER_COPY_MS = 800;
const PATTERNS = ["stripe.**"];
/** While the import runs, the list grows without events. */
const IMPORTING_MS = 3000;

/**
 * Keys of a list: ↑ and ↓ go from row to row, Enter opens the page of the row, Escape closes what is open beside the list.
 * Also draws the list anew after events of the account, and while its import runs.
 */
export function ListKeys({
  pages,
  closeHref,
  isImporting,
}: {
  /** Address of each row's page, by the row's id. */
  pages: Readonly<Record<string, string>>;
  /** Address without the panel; `null` while there is none. */
  closeHref: string | null;
  isImporting: boolean;
}) {
  const router = useRouter();
  useRefreshOn(PATTERNS, AFTER_COPY_MS);
  useEffect(() => {
    if (!isImporting) return undefined;
    const timer = setInterval(() => router.refresh(), IMPORTING_MS);
    return () => clearInterval(timer);
  }, [router, isImporting]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target as HTMLElement;
      if (event.key === "Escape" && closeHref !== null && !target.closest("[popover]"))
        router.replace(closeHref as Route, { scroll: false });
      const link = target.closest<HTMLElement>("[data-row-link]");
      if (!link) return;
      const rows = [...document.querySelectorAll<HTMLElement>("[data-row-link]")];
      const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
      const next = rows[rows.indexOf(link) + step];
      if (step !== 0 && next) {
        event.preventDefault();
        next.focus();
        if (closeHref !== null) next.click();
      }
      const page = pages[link.closest<HTMLElement>("[data-row]")?.dataset["row"] ?? ""];
      if (event.key === "Enter" && page) {
        event.preventDefault();
        router.push(page as Route);
      }
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [router, pages, closeHref]);
  return null;
}
