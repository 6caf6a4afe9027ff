"use client";

import { createContext, use, useSyncExternalStore, type ReactNode } from "react";

const TICK_MS = 30_000;

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let current = 0;

function tick(): void {
  current = Date.now();
  for (const listener of listeners) listener();
}

/** One timer for the whole page, running only while somebody shows a time. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    current = Date.now();
    timer = setInterval(tick, TICK_MS);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function snapshot(): number {
  if (timer === undefined && Math.abs(Date.now() - current) > TICK_MS) current = Date.now();
  return current;
}

const Drawn = createContext<number | null>(null);

/** Says when the server drew the page, epoch milliseconds, so that hydration can repeat it. */
export function DrawnAt({ ms, children }: { ms: number; children: ReactNode }) {
  return <Drawn value={ms}>{children}</Drawn>;
}

/** Epoch milliseconds, renewed every 30 seconds; on the server and while hydrating that of `DrawnAt`, or `null`. */
export function useNow(): number | null {
  const drawnAt = use(Drawn);
  return useSyncExternalStore<number | null>(subscribe, snapshot, () => drawnAt);
}
