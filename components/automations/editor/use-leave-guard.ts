"use client";

import { useEffect, useRef, useState } from "react";

import { isLeaving } from "@/components/ui/leaving-link";

/** Target of the navigation: a page, or an entry of the browser's history. */
type Destination = { readonly href: string } | { readonly key: string };

/** Returns `null` if the browser has no Navigation API. */
const navigationOf = (): Navigation | null => ("navigation" in window ? window.navigation : null);

/**
 * Asks before the page is left with unsaved changes: by a link, by closing or reloading, and by back and forward if the
 * browser has the Navigation API, which allows that once per user interaction. Other browsers leave at once, because an
 * extra history entry to catch back and forward would break the history.
 */
export function useLeaveGuard(isDirty: boolean) {
  const [wanted, setWanted] = useState<Destination | null>(null);
  const isLetGo = useRef(false);
  useEffect(() => {
    if (!isDirty) return undefined;
    const onClick = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest("a") : null;
      if (!link?.href || !isLeaving(event, link)) return;
      event.preventDefault();
      event.stopPropagation();
      setWanted({ href: link.href });
    };
    const onUnload = (event: BeforeUnloadEvent) => {
      if (!isLetGo.current) event.preventDefault();
    };
    const onNavigate = (event: NavigateEvent) => {
      const isOurs = event.navigationType === "traverse" && event.destination.sameDocument;
      if (isLetGo.current || !isOurs || !event.cancelable) return;
      event.preventDefault();
      setWanted({ key: event.destination.key });
    };
    const navigation = navigationOf();
    document.addEventListener("click", onClick, true);
    window.addEventListener("beforeunload", onUnload);
    navigation?.addEventListener("navigate", onNavigate);
    return () => {
      document.removeEventListener("click", onClick, true);
      window.removeEventListener("beforeunload", onUnload);
      navigation?.removeEventListener("navigate", onNavigate);
    };
  }, [isDirty]);
  const leave = () => {
    if (!wanted) return;
    isLetGo.current = true;
    if ("href" in wanted) {
      window.location.assign(wanted.href);
      return;
    }
    const { committed, finished } = navigationOf()?.traverseTo(wanted.key) ?? {};
    // If the entry no longer exists, the page stays and asks again.
    const stay = () => {
      isLetGo.current = false;
      setWanted(null);
    };
    committed?.catch(stay);
    finished?.catch(stay);
  };
  return { wanted, leave, stay: () => setWanted(null) };
}
