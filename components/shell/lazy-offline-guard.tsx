"use client";

import { lazy, Suspense, useSyncExternalStore } from "react";

const OfflineGuard = lazy(async () => ({
  default: (await import("./offline-guard")).OfflineGuard,
}));
const never = () => () => {};

/** The guard against links that are followed offline, fetched once the page is alive. */
export function LazyOfflineGuard() {
  const isAlive = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return isAlive ? (
    <Suspense fallback={null}>
      <OfflineGuard />
    </Suspense>
  ) : null;
}
