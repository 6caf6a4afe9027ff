"use client";

import { useTransition } from "react";

import { Button } from "@/components/ui/button";
import { LazyDialog } from "@/components/ui/lazy-dialog";

import type { Conflict } from "./use-save";

/** Asks what to do when another person saved a newer version. Every version is kept in any case. */
export function ConflictDialog({
  message,
  onSave,
  onClose,
  onView,
}: Conflict & { onView: () => void }) {
  const [pending, start] = useTransition();
  return (
    <LazyDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="A newer version was saved"
      description={`${message} Your changes are not saved yet. Both versions stay available under Versions.`}
      footer={
        <>
          <Button onClick={onView}>View newer version</Button>
          <Button variant="primary" pending={pending} onClick={() => start(onSave)}>
            Save mine as latest
          </Button>
        </>
      }
    />
  );
}
