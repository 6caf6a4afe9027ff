"use client";

import { useState, useTransition } from "react";

import { answerOf } from "@/components/ui/answer-of";
import { Button } from "@/components/ui/button";
import { LazyDialog } from "@/components/ui/lazy-dialog";
import { useToast } from "@/components/ui/toast";
import type { ActionResult } from "@/lib/core/action-result";

const AT_ONCE = 200;

/** How many runs of an automation can be retried or cancelled together. */
export interface BulkCounts {
  readonly failed: number;
  readonly open: number;
}

export interface BulkActions {
  readonly count: (automationId: string) => Promise<ActionResult<BulkCounts>>;
  readonly redrive: (automationId: string) => Promise<ActionResult<{ retried: number }>>;
  readonly cancelOpen: (automationId: string) => Promise<ActionResult<{ cancelled: number }>>;
}

const runs = (count: number) => (count === 1 ? "1 run" : `${count.toLocaleString("en")} runs`);
const atOnce = (count: number) =>
  count > AT_ONCE ? ` This handles the oldest ${AT_ONCE}; repeat it for the rest.` : "";

const KINDS = {
  failed: {
    button: "Retry all failed…",
    title: (count: number) => `Retry ${runs(count)}?`,
    text: (count: number) =>
      `Each run continues at its failed step, oldest first. Steps that succeeded are not repeated.${atOnce(count)}`,
    confirm: "Retry runs",
    variant: "primary",
  },
  open: {
    button: "Cancel all open…",
    title: (count: number) => `Cancel ${runs(count)}?`,
    text: (count: number) =>
      `Running and waiting runs end. Messages and tickets that were already sent stay.${atOnce(count)}`,
    confirm: "Cancel runs",
    variant: "danger",
  },
} as const;

function Bulk({
  kind,
  count,
  run,
  onChanged,
}: {
  kind: keyof typeof KINDS;
  /** Asks how many there are now. */
  count: () => Promise<ActionResult<BulkCounts>>;
  /** Does it, and says what was done in a sentence. */
  run: () => Promise<ActionResult<string>>;
  onChanged: () => void;
}) {
  const { button, title, text, confirm, variant } = KINDS[kind];
  const [asked, setAsked] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [pending, start] = useTransition();
  const toast = useToast();
  const ask = () =>
    start(async () => {
      const result = await answerOf(count());
      if (!result.ok) toast.error(result.message);
      else if (result.value[kind] > 0) setAsked(result.value[kind]);
      else toast.success("There is none any more.");
    });
  const confirmed = () =>
    start(async () => {
      const result = await answerOf(run(), "the runs were changed");
      setProblem(result.ok ? null : result.message);
      onChanged();
      if (!result.ok) return;
      setAsked(null);
      toast.success(result.value);
    });
  return (
    <>
      <Button pending={pending && asked === null} onClick={ask}>
        {button}
      </Button>
      <LazyDialog
        open={asked !== null}
        onOpenChange={(open) => !open && setAsked(null)}
        title={title(asked ?? 0)}
        description={text(asked ?? 0)}
        problem={problem}
        footer={
          <>
            <Button onClick={() => setAsked(null)}>Back</Button>
            <Button variant={variant} pending={pending} onClick={confirmed}>
              {confirm}
            </Button>
          </>
        }
      />
    </>
  );
}

/** Actions for many runs at once; each says how many before it is done, and afterwards. */
export function RunBulk({
  automationId,
  shown,
  actions,
  onChanged,
}: {
  automationId: string;
  shown: { readonly failed: boolean; readonly open: boolean };
  actions: BulkActions;
  onChanged: () => void;
}) {
  const count = () => actions.count(automationId);
  const redrive = async () => {
    const result = await actions.redrive(automationId);
    return result.ok ? { ...result, value: `${runs(result.value.retried)} tried again.` } : result;
  };
  const cancelOpen = async () => {
    const result = await actions.cancelOpen(automationId);
    return result.ok ? { ...result, value: `${runs(result.value.cancelled)} cancelled.` } : result;
  };
  return (
    <div className="flex flex-wrap gap-2 empty:hidden">
      {shown.failed ? (
        <Bulk kind="failed" count={count} run={redrive} onChanged={onChanged} />
      ) : null}
      {shown.open ? (
        <Bulk kind="open" count={count} run={cancelOpen} onChanged={onChanged} />
      ) : null}
    </div>
  );
}
