"use client";

import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";

import { answerOf } from "@/components/ui/answer-of";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { TextAreaField } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import { LazyDialog } from "@/components/ui/lazy-dialog";
import { Skeleton } from "@/components/ui/skeleton";
import { useToast } from "@/components/ui/toast";
import type { OfferedAction, OfferedValues, ReadyPlan } from "@/lib/contracts/action";

import { ActionFieldInput } from "./action-fields";
import type { ActionSheetProps } from "./action-props";
import { useActionPlan, type PlanState } from "./use-action-plan";

const initialValues = ({ fields }: OfferedAction): OfferedValues =>
  Object.fromEntries(fields.map(({ name, initial }) => [name, initial]));

/** What will happen, in words and as the exact request. */
function WhatWillHappen({ state }: { state: PlanState }) {
  if (state.kind === "error") return <Banner tone="danger">{state.message}</Banner>;
  if (state.kind === "asking")
    return (
      <div role="status" aria-label="Checking what will happen">
        <Skeleton className="h-28 w-full" />
      </div>
    );
  const { ready: plan, problem } = state.plan;
  if (problem && problem.field === undefined)
    return <Banner tone="warning">{problem.message}</Banner>;
  if (!plan) return null; // the field says what is wrong
  return (
    <section className="bg-sunken rounded-card grid gap-2 p-4 text-sm">
      <h3 className="font-semibold">What will happen</h3>
      <ul className="grid gap-2">
        {plan.effects.map((effect) => (
          <li key={effect} className="flex gap-2">
            <Icon name="check" className="mt-0.5 size-4 shrink-0" />
            {effect}
          </li>
        ))}
        {plan.limit === null ? null : (
          <li className="flex gap-2">
            <Icon name="clock" className="mt-0.5 size-4 shrink-0" />
            {plan.limit}
          </li>
        )}
        {plan.livemode ? null : (
          <li className="text-muted">This is test mode: no real money moves.</li>
        )}
      </ul>
      <details className="text-muted text-xs">
        <summary className="cursor-pointer">Developer details</summary>
        <pre className="mt-1 overflow-x-auto font-mono whitespace-pre-wrap">{plan.request}</pre>
      </details>
    </section>
  );
}

/** What is over for the person who did it: it is done, or somebody else decides. */
const OVER: ReadonlySet<string> = new Set(["succeeded", "waiting"]);

/** After these errors nobody knows whether the request was sent. */
const UNCERTAIN: ReadonlySet<string> = new Set(["unavailable", "internal"]);

/** The one attempt of this form. It keeps its id while nobody knows what became of it, so that it is never done twice. */
function useAttempt({ apply, target, action, onClose }: ActionSheetProps, again: () => void) {
  const router = useRouter();
  const toast = useToast();
  const [attempt, setAttempt] = useState(() => crypto.randomUUID());
  const [problem, setProblem] = useState<string | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  const [pending, start] = useTransition();
  const send = (plan: ReadyPlan, values: OfferedValues, note: string) =>
    start(async () => {
      setProblem(null);
      const { basis, planHash } = plan;
      const asked = { ...target, action: action.action, values, basis, planHash, attempt, note };
      const result = await answerOf(apply(asked), "it was done");
      if (!result.ok && !UNCERTAIN.has(result.code)) {
        // Nothing was done: what is confirmed next is another attempt.
        setAttempt(crypto.randomUUID());
        setIsOpen(false);
        again();
      } else if (!result.ok || !OVER.has(result.value.status)) setIsOpen(true);
      if (!result.ok) setProblem(result.message);
      else if (OVER.has(result.value.status)) {
        toast.success(result.value.message);
        onClose();
        router.refresh();
      } else setProblem(result.value.message);
    });
  return { problem, isOpen, pending, send };
}

function buttonWords(action: OfferedAction, plan: ReadyPlan | null, isOpen: boolean): string {
  if (isOpen) return "Check again";
  if (!plan) return action.label;
  return plan.limit === null ? plan.button : "Ask for approval";
}

/** The form of an action: what it needs, what will happen, and the button that does it. */
export function ActionSheet(props: ActionSheetProps) {
  const { action, onClose } = props;
  const [values, setValues] = useState(() => initialValues(action));
  const [note, setNote] = useState("");
  const [isTouched, setIsTouched] = useState(false);
  const [round, setRound] = useState(0);
  const state = useActionPlan(props, values, round);
  const attempt = useAttempt(props, () => setRound((before) => before + 1));
  const [confirmed, setConfirmed] = useState<ReadyPlan | null>(null);
  const known = state.kind === "known" ? state.plan : null;
  const current = known?.ready ?? null;
  // What was sent stays as it was confirmed until its outcome is known.
  const plan = attempt.isOpen ? confirmed : current;
  const isLocked = attempt.pending || attempt.isOpen;
  const errorOf = (name: string) =>
    isTouched && known?.problem?.field === name ? known.problem.message : undefined;
  const confirm = () => {
    if (!plan || attempt.pending) return;
    setConfirmed(plan);
    attempt.send(plan, values, note);
  };
  return (
    <LazyDialog
      open
      placement="sheet"
      onOpenChange={(open) => !open && !attempt.pending && onClose()}
      title={action.title}
      problem={attempt.problem}
      footer={
        <>
          <Button onClick={onClose} disabled={attempt.pending}>
            {attempt.isOpen ? "Close" : "Cancel"}
          </Button>
          <Button
            variant={action.isDestructive ? "danger" : "primary"}
            onClick={confirm}
            pending={attempt.pending}
            disabled={plan === null}
          >
            {buttonWords(action, plan, attempt.isOpen)}
          </Button>
        </>
      }
    >
      {/* Enter in a field must not move money. */}
      <form onSubmit={(event) => event.preventDefault()} className="grid gap-4">
        {action.fields.map((field) => (
          <ActionFieldInput
            key={field.name}
            field={field}
            value={values[field.name] ?? null}
            error={errorOf(field.name)}
            disabled={isLocked}
            onValue={(value) => {
              setIsTouched(true);
              setValues((before) => ({ ...before, [field.name]: value }));
            }}
          />
        ))}
        <TextAreaField
          label="Note"
          hint="Only your team sees it."
          rows={2}
          maxLength={500}
          value={note}
          disabled={isLocked}
          onChange={({ target }) => setNote(target.value)}
        />
      </form>
      {attempt.isOpen ? null : <WhatWillHappen state={state} />}
    </LazyDialog>
  );
}
