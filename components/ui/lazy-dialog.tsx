"use client";

import { lazy, Suspense } from "react";

import type { DialogProps } from "./dialog";

const Loaded = lazy(async () => ({ default: (await import("./dialog")).Dialog }));

/** A dialog whose code is fetched when it first opens. */
export function LazyDialog(props: DialogProps) {
  if (!props.open) return null;
  return (
    <Suspense fallback={null}>
      <Loaded {...props} />
    </Suspense>
  );
}
