"use client";

import { useRouter } from "next/navigation";
import { useId, useState, useTransition } from "react";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { LazyDialog } from "@/components/ui/lazy-dialog";
import { useToast } from "@/components/ui/toast";
import { moneyWords } from "@/lib/automations/form/money";

import { askedFor } from "../approval-policy";
import type { Allowance, EditorActions, SavedAutomation } from "../types";

const MAX_ITEMS = 100;

interface AllowDialogProps {
  readonly automation: SavedAutomation;
  readonly allow: EditorActions["allow"];
  readonly onClose: () => void;
}

const NOTHING: Allowance = { items: null, money: false };

/** Tells the server, and the person how that went. */
function useAllow({ automation, allow, onClose }: AllowDialogProps) {
  const [pending, start] = useTransition();
  const toast = useToast();
  const router = useRouter();
  const tell = (what: Allowance) =>
    start(async () => {
      const result = await allow(automation.id, what);
      if (!result.ok) {
        toast.error(result.message);
        return;
      }
      const isAny = what.items !== null || what.money;
      toast.success(isAny ? "It goes without asking from now on." : "It asks a person again.");
      router.refresh();
      onClose();
    });
  return { pending, tell };
}

/** An owner says what the live version does without asking: how long a list, and whether money within its limits. */
export function AllowDialog(props: AllowDialogProps) {
  const { automation, onClose } = props;
  const { liveVersion, allowedVersion } = automation;
  const isAllowed = allowedVersion !== null && allowedVersion === liveVersion;
  const before = isAllowed
    ? { items: automation.allowedItems, money: automation.allowedMoney }
    : NOTHING;
  const { lists, money } = askedFor(automation);
  const { pending, tell } = useAllow(props);
  const [text, setText] = useState(String(before.items ?? ""));
  const [isMoney, setIsMoney] = useState(before.money);
  const form = useId();
  const items = text === "" ? null : Number(text);
  const isGood = items === null || (Number.isInteger(items) && items >= 1 && items <= MAX_ITEMS);
  const isChanged = items !== before.items || isMoney !== before.money;
  return (
    <LazyDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="What goes without asking?"
      description={`As an owner you can let version ${liveVersion ?? ""} do this without an approval, until another version is live.`}
      footer={
        <>
          {isAllowed ? (
            <Button pending={pending} onClick={() => tell(NOTHING)}>
              Ask again
            </Button>
          ) : (
            <Button onClick={onClose}>Cancel</Button>
          )}
          <Button
            variant="primary"
            type="submit"
            form={form}
            pending={pending}
            disabled={!isGood || !isChanged}
          >
            Allow
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (isGood && isChanged) tell({ items, money: isMoney });
        }}
      >
        {money.length > 0 ? (
          <label className="flex items-start gap-2 text-sm">
            <input
              type="checkbox"
              className="accent-accent mt-0.5 size-4 shrink-0"
              checked={isMoney}
              onChange={({ target }) => setIsMoney(target.checked)}
            />
            <span>Money moves without asking: {money.map(moneyWords).join(", ")}</span>
          </label>
        ) : null}
        {lists ? (
          <Field
            label="Items of a list, at most"
            hint="More than 10 items wait for an approval otherwise."
            type="number"
            min={1}
            max={MAX_ITEMS}
            value={text}
            error={isGood ? undefined : `A whole number from 1 to ${MAX_ITEMS}`}
            onChange={({ target }) => setText(target.value)}
          />
        ) : null}
      </form>
    </LazyDialog>
  );
}
