"use client";

import { useState, useTransition, type FormEvent } from "react";

import { answerOf } from "@/components/ui/answer-of";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { MoneyField } from "@/components/ui/money-field";
import { useToast } from "@/components/ui/toast";
import type { ActionResult } from "@/lib/core/action-result";
import { formatMinor } from "@/lib/core/money";

/** The limit of one currency: the amount that a person may refund or write off alone within 24 hours. */
export interface LimitView {
  /** Lower-case ISO code. */
  readonly currency: string;
  /** Minor units. */
  readonly amount: number;
}

export type SaveLimit = (
  currency: string,
  amount: number | null,
) => Promise<ActionResult<readonly LimitView[]>>;

interface ActionLimitsProps {
  readonly limits: readonly LimitView[];
  /** Lower-case code with which a new limit begins. */
  readonly currency: string;
  /** `null` for people who may not change them. */
  readonly save: SaveLimit | null;
}

/** The limits above which a second person approves, one for each currency. */
export function ActionLimits({ limits: initial, currency, save }: ActionLimitsProps) {
  const toast = useToast();
  const [limits, setLimits] = useState(initial);
  const [problem, setProblem] = useState<string>();
  const [pending, start] = useTransition();
  const change = (code: string, amount: number | null, said: string) =>
    start(async () => {
      if (!save) return;
      const result = await answerOf(save(code, amount), "the limit was saved");
      setProblem(result.ok ? undefined : result.message);
      if (!result.ok) return;
      setLimits(result.value);
      toast.success(said);
    });
  return (
    <div className="grid max-w-xl gap-6">
      {limits.length === 0 ? (
        <EmptyState
          icon="hand"
          title="No limits yet"
          hint="Each admin can refund any amount alone."
        />
      ) : (
        <ul className="divide-line divide-y" aria-label="Limits">
          {limits.map(({ currency: code, amount }) => (
            <li key={code} className="flex min-h-11 flex-wrap items-center gap-x-4 gap-y-2 py-2">
              <span className="min-w-0 flex-1">
                Above <strong className="figures">{formatMinor(amount, code)}</strong> in 24 hours
              </span>
              {save ? (
                <Button
                  size="sm"
                  pending={pending}
                  aria-label={`Remove the limit for ${code.toUpperCase()}`}
                  onClick={() =>
                    change(code, null, `There is no limit for ${code.toUpperCase()} any more.`)
                  }
                >
                  Remove
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      {save ? (
        <LimitForm
          currency={currency}
          pending={pending}
          problem={problem}
          onSave={(limit) =>
            change(
              limit.currency,
              limit.amount,
              `Above ${formatMinor(limit.amount, limit.currency)} a second person approves.`,
            )
          }
        />
      ) : (
        <p className="text-muted">An owner of the workspace can change this.</p>
      )}
    </div>
  );
}

function LimitForm({
  currency: first,
  pending,
  problem,
  onSave,
}: {
  currency: string;
  pending: boolean;
  problem: string | undefined;
  onSave: (limit: LimitView) => void;
}) {
  const [currency, setCurrency] = useState(first);
  const [amount, setAmount] = useState<number | string>("");
  const [missing, setMissing] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const isAmount = typeof amount === "number";
    setMissing(!isAmount);
    if (isAmount) onSave({ currency, amount });
  };
  return (
    <form onSubmit={submit} className="grid gap-3">
      <MoneyField
        label="What one person may give away in 24 hours"
        hint="A limit that exists for the currency is replaced."
        currency={currency}
        value={amount}
        error={missing ? "Enter an amount." : problem}
        onValue={setAmount}
        onCurrency={(code, value) => {
          setCurrency(code);
          setAmount(value);
        }}
      />
      <div>
        <Button type="submit" variant="primary" pending={pending}>
          Save limit
        </Button>
      </div>
    </form>
  );
}
