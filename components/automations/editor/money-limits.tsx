"use client";

import { Button } from "@/components/ui/button";
import { MoneyField } from "@/components/ui/money-field";
import { sameFigure, typedText } from "@/lib/automations/form/money";
import type { FormState } from "@/lib/automations/form/types";
import type { DefinitionIssue } from "@/lib/core/definition-issues";

import { useEditor } from "./editor-context";
import { controlId, messageAt } from "./issues";
import { recordOf, textIn } from "./step-props";

const NEW = { currency: "usd", each: 5000, perDay: 20_000 };
const AMOUNTS = [
  { name: "each", label: "Max per step" },
  { name: "perDay", label: "Max in 24 hours" },
] as const;

interface RowProps {
  limit: Readonly<Record<string, unknown>>;
  at: number;
  disabled: boolean;
  issues: readonly DefinitionIssue[];
  set: (part: Readonly<Record<string, unknown>>) => void;
  remove: () => void;
}

function LimitRow({ limit, at, disabled, issues, set, remove }: RowProps) {
  const currency = textIn(limit["currency"]);
  const place = `limits.money[${at}]`;
  const changeCurrency = (next: string) => {
    const amounts = AMOUNTS.map(({ name }) => [
      name,
      sameFigure(typedText(limit[name], currency), next),
    ]);
    set({ currency: next, ...Object.fromEntries(amounts) });
  };
  return (
    <li
      aria-label={`Limit in ${currency.toUpperCase() || "a currency"}`}
      className="grid items-start gap-4 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto]"
    >
      {AMOUNTS.map(({ name, label }, index) => (
        <MoneyField
          key={name}
          id={controlId(`${place}.${name}`)}
          label={label}
          currency={currency}
          disabled={disabled}
          value={limit[name]}
          error={messageAt(issues, `${place}.${name}`) ?? messageAt(issues, `${place}.currency`)}
          onValue={(value) => set({ [name]: value })}
          // Both amounts share one currency, which is chosen next to the first.
          onCurrency={index === 0 ? changeCurrency : undefined}
        />
      ))}
      <Button
        variant="ghost"
        className="sm:mt-6"
        aria-label={`Remove the limit in ${currency.toUpperCase()}`}
        disabled={disabled}
        onClick={remove}
      >
        Remove
      </Button>
    </li>
  );
}

/** True if a step moves money or the automation has a limit for money. */
export function useMovesMoney(): boolean {
  const { form, catalogue } = useEditor();
  const json = JSON.stringify([form.steps, form.onFailure]);
  return (
    recordOf(form.rest["limits"])["money"] !== undefined ||
    catalogue.operations.some(({ name, movesMoney }) => movesMoney && json.includes(`"${name}"`))
  );
}

const withMoney = (form: FormState, money: readonly unknown[]): FormState => {
  const { money: _before, ...others } = recordOf(form.rest["limits"]);
  const limits = money.length > 0 ? { ...others, money } : others;
  const { limits: _limits, ...rest } = form.rest;
  return { ...form, rest: Object.keys(limits).length > 0 ? { ...rest, limits } : rest };
};

/** Edits how much money may move without an approval, per currency, once an owner allows it. */
export function MoneyLimits() {
  const { form, issues, canEdit, change } = useEditor();
  const stored = recordOf(form.rest["limits"])["money"];
  const money: readonly unknown[] = Array.isArray(stored) ? stored : [];
  const set = (next: readonly unknown[]) => change((before) => withMoney(before, next));
  return (
    <div
      role="group"
      aria-label="Auto-approval limits for money"
      id={controlId("limits.money")}
      tabIndex={-1}
      className="border-line grid gap-3 border-t pt-4 sm:col-span-2 lg:col-span-3"
    >
      <div>
        <h3 className="text-sm font-medium">Auto-approval limits for money</h3>
        <p className="text-muted text-xs">
          {money.length === 0
            ? "Every step that moves money needs an approval. Set a limit, and an owner can allow smaller amounts without one."
            : "An owner must allow this for the live version, in the menu next to Save. Larger amounts and other currencies still need an approval."}
        </p>
      </div>
      <p role="alert" className="text-danger-ink text-xs empty:hidden">
        {messageAt(issues, "limits.money")}
      </p>
      <ul className="grid gap-4 empty:hidden">
        {money.map((one, at) => (
          <LimitRow
            // Rows have no name of their own, and keep their order.
            key={at}
            at={at}
            limit={recordOf(one)}
            disabled={!canEdit}
            issues={issues}
            set={(part) =>
              set(money.map((row, index) => (index === at ? { ...recordOf(row), ...part } : row)))
            }
            remove={() => set(money.filter((_row, index) => index !== at))}
          />
        ))}
      </ul>
      {canEdit ? (
        <Button className="w-fit" onClick={() => set([...money, NEW])}>
          {money.length === 0 ? "Set a limit" : "Add a currency"}
        </Button>
      ) : null}
    </div>
  );
}
