"use client";

import { useEffect, useRef, useState } from "react";

import { isLeaving } from "@/components/ui/leaving-link";

/** Where somebody was about to go: to a page by a link, or to an entry of the browser's history. */
type Destination = { readonly href: string } | { readonly key: string };

/** `null` where the browser does not have it. */
const navigationOf = (): Navigation | null => ("navigation" in window ? window.navigation : null);

/**
 * While there is something to lose, asks before the page is left: by a link, by closing or reloading it, and by back and
 * forward where the browser lets a page hold those (the Navigation API; it lets a page do so once for each time that
 * somebody used it). Elsewhere back and forward leave at once: an entry put into the history to catch them would break it.
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
    // An entry that is gone by now: the page stays, and asks again.
    const stay = () => {
      isLetGo.current = false;
      setWanted(null);
    };
    committed?.catch(stay);
    finished?.catch(stay);
  };
  return { wanted, leave, stay: () => setWanted(null) };
}
