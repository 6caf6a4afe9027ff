"use client";

import { useTransition } from "react";

import { Button } from "@/components/ui/button";
import { LazyDialog } from "@/components/ui/lazy-dialog";

import type { Conflict } from "./use-save";

/** Lets a person choose when somebody else saved in between. Whatever they choose, every version stays. */
export function ConflictDialog({
  message,
  onSave,
  onClose,
  onLook,
}: Conflict & { onLook: () => void }) {
  const [pending, start] = useTransition();
  return (
    <LazyDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="A newer version was saved"
      description={`${message} Your changes are not saved yet. Both versions stay under Versions, whichever is the newest.`}
      footer={
        <>
          <Button onClick={onLook}>See the newer version</Button>
          <Button variant="primary" pending={pending} onClick={() => start(onSave)}>
            Save mine as the newest
          </Button>
        </>
      }
    />
  );
}
