"use client";

import { useEffect, useRef, useState } from "react";

/** Whether a click on a link leads to another page of this site in this tab. */
function isLeaving(event: MouseEvent, link: HTMLAnchorElement): boolean {
  const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey);
  const url = new URL(link.href);
  return (
    isPlain &&
    link.target !== "_blank" &&
    !link.hasAttribute("download") &&
    url.origin === location.origin &&
    url.pathname + url.search !== location.pathname + location.search
  );
}

/** While there is something to lose, asks before the page is left. Returns where a click wanted to go. */
export function useLeaveGuard(isDirty: boolean) {
  const [wanted, setWanted] = useState<string | null>(null);
  const isLetGo = useRef(false);
  useEffect(() => {
    if (!isDirty) return undefined;
    const onClick = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest("a") : null;
      if (!link?.href || !isLeaving(event, link)) return;
      event.preventDefault();
      event.stopPropagation();
      setWanted(link.href);
    };
    const onUnload = (event: BeforeUnloadEvent) => {
      if (!isLetGo.current) event.preventDefault();
    };
    document.addEventListener("click", onClick, true);
    window.addEventListener("beforeunload", onUnload);
    return () => {
      document.removeEventListener("click", onClick, true);
      window.removeEventListener("beforeunload", onUnload);
    };
  }, [isDirty]);
  const leave = () => {
    isLetGo.current = true;
    if (wanted) window.location.assign(wanted);
  };
  return { wanted, leave, stay: () => setWanted(null) };
}
