"use client";

import { useEffect, useState } from "react";

import { answerOf } from "@/components/ui/answer-of";
import type { ActionPlan, OfferedValues } from "@/lib/contracts/action";

import type { ActionSheetProps } from "./action-props";

const PAUSE_MS = 300;

/** What would happen with some values: not known yet, known, or the reason why nobody can say. */
export type PlanState =
  | { readonly kind: "asking" }
  | { readonly kind: "known"; readonly plan: ActionPlan }
  | { readonly kind: "error"; readonly message: string };

/** Asks what an action with these values would do, once they have rested for a moment. `round` asks again. */
export function useActionPlan(
  { plan, target, action }: Pick<ActionSheetProps, "plan" | "target" | "action">,
  values: OfferedValues,
  round: number,
): PlanState {
  const asked = JSON.stringify([target, action.action, values, round]);
  const [answer, setAnswer] = useState<{ asked: string; state: PlanState } | null>(null);
  useEffect(() => {
    let isOver = false;
    const timer = setTimeout(async () => {
      const result = await answerOf(plan({ ...target, action: action.action, values }));
      const state: PlanState = result.ok
        ? { kind: "known", plan: result.value }
        : { kind: "error", message: result.message };
      if (!isOver) setAnswer({ asked, state });
    }, PAUSE_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `asked` is everything that is asked about
  }, [asked]);
  return answer?.asked === asked ? answer.state : { kind: "asking" };
}
