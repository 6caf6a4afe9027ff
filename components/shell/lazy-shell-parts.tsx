"use client";

import { lazy, Suspense, useSyncExternalStore, type ComponentProps } from "react";

import type { ShellParts as Loaded } from "./shell-parts";

const ShellParts = lazy(async () => ({ default: (await import("./shell-parts")).ShellParts }));
const never = () => () => {};

/** The parts of the shell that a page needs only once it is alive, fetched then. */
export function LazyShellParts(props: ComponentProps<typeof Loaded>) {
  const isAlive = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return isAlive ? (
    <Suspense fallback={null}>
      <ShellParts {...props} />
    </Suspense>
  ) : null;
}
