"use client";

import { Button } from "@/components/ui/button";

import { useEditor } from "./editor-context";

/** Shown where something was removed, as long as that was the last change. */
export function RemovedNotice({ list, index }: { list: string; index: number }) {
  const { removed, undo, canEdit } = useEditor();
  if (!canEdit || removed?.list !== list || removed.index !== index) return null;
  return (
    <p className="bg-sunken text-muted rounded-control flex flex-wrap items-center justify-between gap-2 px-3 py-1.5 text-sm">
      <span className="min-w-0 break-words">Removed “{removed.name}”.</span>
      <Button size="sm" onClick={undo}>
        Undo
      </Button>
    </p>
  );
}
