"use client";

import { lazy } from "react";

import { LatePart } from "@/components/ui/late-part";
import { Skeleton } from "@/components/ui/skeleton";

import type { ConditionEditorProps } from "./condition-editor";

const Loaded = lazy(async () => ({
  default: (await import("./condition-editor")).ConditionEditor,
}));

/** The editor of a condition, whose script is loaded after the page's. */
export function LateConditionEditor(props: ConditionEditorProps) {
  return (
    <LatePart fallback={<Skeleton className="h-14 w-full" />}>
      <Loaded {...props} />
    </LatePart>
  );
}
