"use client";

import { lazy, Suspense, useState } from "react";

import { Field, SelectField } from "@/components/ui/field";
import { Skeleton } from "@/components/ui/skeleton";
import { textOf, valueOf } from "@/lib/automations/form/condition";
import { shortSample, type FieldOption } from "@/lib/automations/form/fields";
import { isSame } from "@/lib/automations/form/json";
import { currencyFieldOf, type RowMoney } from "@/lib/automations/form/money";
import type { ConditionRow } from "@/lib/automations/form/types";

// Rendered by the server. The script is loaded separately because it contains every currency.
const MoneyField = lazy(async () => ({
  default: (await import("@/components/ui/money-field")).MoneyField,
}));

interface ConditionValueProps {
  row: ConditionRow;
  /** The compared field; `undefined` if the catalogue does not list it. */
  field: FieldOption | undefined;
  /** `null` if the row does not compare an amount. */
  money: RowMoney | null;
  disabled: boolean;
  onRow: (row: ConditionRow) => void;
  /** Called with the new currency and the amount in that currency. */
  onCurrency: (money: { field: string; currency: string }, value: unknown) => void;
}

function PlainValue({ row, field, disabled, onRow }: ConditionValueProps) {
  const { test, value } = row;
  const sample = field?.value;
  const [typed, setTyped] = useState(() => textOf(value));
  const text = isSame(valueOf(test, typed, sample), value) ? typed : textOf(value);
  const example = shortSample(sample);
  const isAmount = currencyFieldOf(row.field, [{ path: row.field.replace(/[^.]+$/, "currency") }]);
  const hint = isAmount
    ? "In the currency's smallest unit: 5000 is $50.00"
    : test === "in"
      ? "Separate with commas"
      : example && `For example ${example}`;
  return (
    <Field
      label="Value"
      value={text}
      disabled={disabled}
      hint={hint}
      onChange={(event) => {
        setTyped(event.target.value);
        onRow({ ...row, value: valueOf(test, event.target.value, sample) });
      }}
    />
  );
}

/** Value that a field is compared with: yes or no, an amount of money, text or a number. */
export function ConditionValue(props: ConditionValueProps) {
  const { row, field, money, disabled, onRow, onCurrency } = props;
  if (row.test === "exists")
    return (
      <SelectField
        label="Value"
        disabled={disabled}
        value={row.value === false ? "false" : "true"}
        onChange={(event) =>
          onRow({ ...row, value: valueOf(row.test, event.target.value, field?.value) })
        }
        options={[
          { value: "true", label: "yes" },
          { value: "false", label: "no" },
        ]}
      />
    );
  if (money === null) return <PlainValue {...props} />;
  const { currency } = money;
  if (currency === null)
    return (
      <div className="grid gap-2">
        <PlainValue {...props} />
        {disabled ? null : (
          <button
            type="button"
            className="w-fit py-1 text-left text-xs underline underline-offset-4"
            onClick={() => onCurrency({ field: money.field, currency: "usd" }, row.value)}
          >
            This applies to every currency, so 5000 also means ¥5,000. Choose a currency
          </button>
        )}
      </div>
    );
  return (
    <Suspense fallback={<Skeleton className="h-14" />}>
      <MoneyField
        label="Amount"
        currency={currency}
        value={row.value}
        disabled={disabled}
        onValue={(value) => onRow({ ...row, value })}
        onCurrency={(next, value) => onCurrency({ field: money.field, currency: next }, value)}
      />
    </Suspense>
  );
}
