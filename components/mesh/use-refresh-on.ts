"use client";

import { useRouter } from "next/navigation";
import { useCallback, useEffect } from "react";

import { useMesh } from "./mesh-context";

const SETTLE_MS = 400;

/**
 * Draws the page anew from the server soon after events of these patterns, many at once as one. `patterns` must be stable.
 * `settleMs`: how long after an event the server shows what it changed.
 */
export function useRefreshOn(patterns: readonly string[], settleMs = SETTLE_MS): void {
  const mesh = useMesh();
  const router = useRouter();
  const refresh = useCallback(() => router.refresh(), [router]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(refresh, settleMs);
    };
    const undo = patterns.map((pattern) =>
      mesh.subscribe(pattern, soon, { name: "This page: refresh" }),
    );
    return () => {
      clearTimeout(timer);
      for (const leave of undo) leave();
    };
  }, [mesh, refresh, patterns, settleMs]);
}
