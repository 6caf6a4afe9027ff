"use client";

import { useRouter } from "next/navigation";
import { useTransition } from "react";

import { answerOf } from "@/components/ui/answer-of";
import { Button } from "@/components/ui/button";
import { useToast } from "@/components/ui/toast";
import type { ActionOutcome } from "@/lib/contracts/action";
import type { ActionResult } from "@/lib/core/action-result";

export type SettleAttempt = (id: string, done: boolean) => Promise<ActionResult<ActionOutcome>>;

/** Asks whether an action was done that the provider never confirmed. */
export function SettleAttemptButtons({ id, settle }: { id: string; settle: SettleAttempt }) {
  const [pending, start] = useTransition();
  const router = useRouter();
  const toast = useToast();
  const answer = (done: boolean) =>
    start(async () => {
      const result = await answerOf(settle(id, done), "it was noted");
      if (result.ok) toast.success(result.value.message);
      else toast.error(result.message);
      router.refresh();
    });
  return (
    <div className="flex basis-full flex-wrap items-center gap-2 py-1">
      <span className="text-muted min-w-0 flex-1">
        Stripe never confirmed it. Look there, and say what became of it. Nothing is sent.
      </span>
      <Button size="sm" pending={pending} onClick={() => answer(true)}>
        It was done
      </Button>
      <Button size="sm" pending={pending} onClick={() => answer(false)}>
        It was not done
      </Button>
    </div>
  );
}
