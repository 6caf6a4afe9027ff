import { useSyncExternalStore } from "react";

let isOpen = false;
/** Element that had the focus before the drawer opened, and gets it back. */
let opener: Element | null = null;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

export function setDebuggerOpen(next: boolean): void {
  if (isOpen === next) return;
  isOpen = next;
  if (isOpen) opener = document.activeElement;
  for (const listener of listeners) listener();
}

export function toggleDebugger(): void {
  setDebuggerOpen(!isOpen);
}

/** Closes the drawer and restores the focus. */
export function closeDebugger(): void {
  setDebuggerOpen(false);
  const before = opener;
  requestAnimationFrame(() => before instanceof HTMLElement && before.focus());
}

/** Returns true while the drawer is open. Shared by the button, the key and the drawer. */
export function useDebuggerOpen(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => isOpen,
    () => false,
  );
}
