"use client";

import type { ReactNode } from "react";
import { createContext, useCallback, useContext, useMemo, useRef, useState } from "react";

import { Button } from "./button";
import { Icon } from "./icon";

interface ToastAction {
  readonly label: string;
  readonly onSelect: () => void;
}

interface Toast {
  readonly id: number;
  readonly tone: "success" | "danger";
  readonly message: string;
  readonly action: ToastAction | undefined;
}

/** Says what just happened. A success leaves after five seconds, an error stays until it is dismissed. */
export interface Toaster {
  success(message: string, action?: ToastAction): void;
  error(message: string, action?: ToastAction): void;
}

const SILENT: Toaster = { success: () => {}, error: () => {} };
const ToastContext = createContext<Toaster>(SILENT);

/** The page's toaster. */
export function useToast(): Toaster {
  return useContext(ToastContext);
}

const SUCCESS_MS = 5000;
const MAX_SHOWN = 4;

/** Leaving is paused while the pointer or the focus is on the list. */
function useToasts() {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const nextId = useRef(0);
  const timers = useRef(new Map<number, ReturnType<typeof setTimeout>>());

  const dismiss = useCallback((id: number) => {
    clearTimeout(timers.current.get(id));
    timers.current.delete(id);
    setToasts((shown) => shown.filter((toast) => toast.id !== id));
  }, []);

  const schedule = useCallback(
    (id: number) => timers.current.set(id, setTimeout(dismiss, SUCCESS_MS, id)),
    [dismiss],
  );

  const add = useCallback(
    (tone: Toast["tone"], message: string, action: ToastAction | undefined) => {
      nextId.current += 1;
      const id = nextId.current;
      setToasts((shown) => [...shown, { id, tone, message, action }].slice(-MAX_SHOWN));
      if (tone === "success") schedule(id);
    },
    [schedule],
  );

  const pause = useCallback(() => {
    for (const timer of timers.current.values()) clearTimeout(timer);
  }, []);
  const resume = useCallback(() => {
    for (const id of timers.current.keys()) schedule(id);
  }, [schedule]);

  return { toasts, add, dismiss, pause, resume };
}

/** Holds the page's toasts. The live region is there from the start, so that the first one is spoken. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const { toasts, add, dismiss, pause, resume } = useToasts();
  const toaster = useMemo<Toaster>(
    () => ({
      success: (message, action) => add("success", message, action),
      error: (message, action) => add("danger", message, action),
    }),
    [add],
  );
  return (
    <ToastContext value={toaster}>
      {children}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- hovering and focusing only pause the clock */}
      <section
        aria-label="Notifications"
        className="pointer-events-none fixed right-4 bottom-4 z-50 w-[min(24rem,calc(100vw-2rem))] max-md:bottom-20"
        onPointerEnter={pause}
        onPointerLeave={resume}
        onFocus={pause}
        onBlur={resume}
      >
        <ol aria-live="polite" aria-relevant="additions" className="flex flex-col gap-2">
          {toasts.map((toast) => (
            <ToastCard key={toast.id} toast={toast} onDismiss={() => dismiss(toast.id)} />
          ))}
        </ol>
      </section>
    </ToastContext>
  );
}

function ToastCard({ toast, onDismiss }: { toast: Toast; onDismiss: () => void }) {
  const { tone, message, action } = toast;
  const failed = tone === "danger";
  return (
    <li className="bg-raised text-ink shadow-popup rounded-control pointer-events-auto flex items-center gap-2 p-3 text-sm">
      <Icon
        name={failed ? "alert" : "check"}
        className={failed ? "text-danger-ink" : "text-success-ink"}
      />
      <span className="min-w-0 flex-1">{message}</span>
      {action ? (
        <Button
          size="sm"
          onClick={() => {
            action.onSelect();
            onDismiss();
          }}
        >
          {action.label}
        </Button>
      ) : null}
      <Button variant="ghost" size="icon" aria-label="Dismiss" onClick={onDismiss}>
        <Icon name="cross" />
      </Button>
    </li>
  );
}
