"use client";

import { useRouter } from "next/navigation";
import { useId, useState, useTransition } from "react";

import { answerOf } from "@/components/ui/answer-of";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { LazyDialog } from "@/components/ui/lazy-dialog";
import { useToast } from "@/components/ui/toast";
import { moneyWords } from "@/lib/automations/form/money";

import { askedFor } from "../approval-policy";
import type { AutoApprovalLimits, EditorActions, SavedAutomation } from "../types";

const MAX_ITEMS = 100;

interface AllowDialogProps {
  readonly automation: SavedAutomation;
  readonly allow: EditorActions["allow"];
  readonly onClose: () => void;
}

const NO_LIMITS: AutoApprovalLimits = { items: null, money: false };

/** Saves the limits and shows the result. */
function useAllow({ automation, allow, onClose }: AllowDialogProps) {
  const [pending, start] = useTransition();
  const [problem, setProblem] = useState<string | null>(null);
  const toast = useToast();
  const router = useRouter();
  const apply = (limits: AutoApprovalLimits) =>
    start(async () => {
      const result = await answerOf(allow(automation.id, limits), "the limits were saved");
      if (!result.ok) {
        setProblem(result.message);
        return;
      }
      const isAny = limits.items !== null || limits.money;
      toast.success(isAny ? "Auto-approval limits saved." : "Steps need an approval again.");
      router.refresh();
      onClose();
    });
  return { pending, problem, apply };
}

/** Lets an owner set what the live version may do without an approval: items per list, and money within its limits. */
export function AllowDialog(props: AllowDialogProps) {
  const { automation, onClose } = props;
  const { liveVersion, allowedVersion } = automation;
  const isAllowed = allowedVersion !== null && allowedVersion === liveVersion;
  const before = isAllowed
    ? { items: automation.allowedItems, money: automation.allowedMoney }
    : NO_LIMITS;
  const { lists, money } = askedFor(automation);
  const { pending, problem, apply } = useAllow(props);
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
      title="Auto-approval limits"
      problem={problem}
      description={`Version ${liveVersion ?? ""} can do this without an approval. The limits end when another version goes live.`}
      footer={
        <>
          {isAllowed ? (
            <Button pending={pending} onClick={() => apply(NO_LIMITS)}>
              Require approval
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
          if (isGood && isChanged) apply({ items, money: isMoney });
        }}
      >
        {money.length > 0 ? (
          <label className="flex items-start gap-2 text-sm">
            <input
              type="checkbox"
              className="mt-0.5 size-4 shrink-0"
              checked={isMoney}
              onChange={({ target }) => setIsMoney(target.checked)}
            />
            <span>Move money without approval: {money.map(moneyWords).join(", ")}</span>
          </label>
        ) : null}
        {lists ? (
          <Field
            label="Max items per list"
            hint="Without a limit, lists of more than 10 items need an approval."
            type="number"
            min={1}
            max={MAX_ITEMS}
            value={text}
            error={isGood ? undefined : `Enter a whole number from 1 to ${MAX_ITEMS}`}
            onChange={({ target }) => setText(target.value)}
          />
        ) : null}
      </form>
    </LazyDialog>
  );
}
