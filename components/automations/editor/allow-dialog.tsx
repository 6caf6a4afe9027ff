"use client";

import { useRouter } from "next/navigation";
import { useId, useState, useTransition } from "react";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { LazyDialog } from "@/components/ui/lazy-dialog";
import { useToast } from "@/components/ui/toast";

import type { EditorActions, SavedAutomation } from "../types";

const MOST = 100;

interface AllowDialogProps {
  readonly automation: SavedAutomation;
  readonly allow: EditorActions["allow"];
  readonly onClose: () => void;
}

/** An owner says how long a list may be that the live version sends something for without asking. */
export function AllowDialog({ automation, allow, onClose }: AllowDialogProps) {
  const { id, liveVersion, allowedItems } = automation;
  const [pending, start] = useTransition();
  const [text, setText] = useState(String(allowedItems ?? ""));
  const form = useId();
  const toast = useToast();
  const router = useRouter();
  const items = Number(text);
  const isGood = Number.isInteger(items) && items >= 1 && items <= MOST;
  const tell = (wanted: number | null) =>
    start(async () => {
      const result = await allow(id, wanted);
      if (!result.ok) {
        toast.error(result.message);
        return;
      }
      toast.success(
        wanted === null
          ? "Long lists ask a person again."
          : `Lists of up to ${wanted} items go without asking.`,
      );
      router.refresh();
      onClose();
    });
  return (
    <LazyDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Send long lists without asking?"
      description={`Doing steps for each of more than 10 items waits for an approval. As an owner you can let version ${liveVersion ?? ""} do longer lists without one, until another version is live.`}
      footer={
        <>
          {allowedItems === null ? (
            <Button onClick={onClose}>Cancel</Button>
          ) : (
            <Button pending={pending} onClick={() => tell(null)}>
              Ask again
            </Button>
          )}
          <Button variant="primary" type="submit" form={form} pending={pending} disabled={!isGood}>
            Allow
          </Button>
        </>
      }
    >
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault();
          if (isGood) tell(items);
        }}
      >
        <Field
          label="Items, at most"
          type="number"
          min={1}
          max={MOST}
          value={text}
          error={text === "" || isGood ? undefined : `A whole number from 1 to ${MOST}`}
          onChange={({ target }) => setText(target.value)}
        />
      </form>
    </LazyDialog>
  );
}
