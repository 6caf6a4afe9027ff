"use client";

import { Suspense, useEffect, useRef, type ReactNode, type RefObject } from "react";

/** Marks what the server has drawn and whose script is not there yet. */
const LATE = "data-late";

/** For each part that waits for its script, the last click on it. */
const kept = new WeakMap<Element, { target: Element; click: MouseEvent }>();

function keepClick(event: MouseEvent): void {
  const { target } = event;
  if (!(target instanceof Element) || target.closest("a[href]")) return;
  const part = target.closest(`[${LATE}]`);
  if (!part) return;
  event.preventDefault();
  event.stopPropagation();
  kept.set(part, { target, click: new MouseEvent("click", event) });
}

// React drops a click on a part that it cannot make alive at once, so this listens before React does.
if (typeof window !== "undefined") window.addEventListener("click", keepClick, true);

function Alive({ part }: { readonly part: RefObject<HTMLElement | null> }) {
  useEffect(() => {
    const element = part.current;
    if (!element?.hasAttribute(LATE)) return;
    element.removeAttribute(LATE);
    const last = kept.get(element);
    kept.delete(element);
    last?.target.dispatchEvent(last.click);
  }, [part]);
  return null;
}

/**
 * A part whose script is loaded after the page's. The server draws it, and a click on it that comes before its script is
 * kept until the script is there.
 */
export function LatePart({
  fallback = null,
  children,
}: {
  readonly fallback?: ReactNode;
  readonly children: ReactNode;
}) {
  const part = useRef<HTMLDivElement>(null);
  return (
    <div ref={part} className="contents" {...{ [LATE]: "" }}>
      <Suspense fallback={fallback}>
        {children}
        <Alive part={part} />
      </Suspense>
    </div>
  );
}
