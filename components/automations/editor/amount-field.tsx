"use client";

import { useState } from "react";

import { SelectField } from "@/components/ui/field";
import { MoneyField } from "@/components/ui/money-field";
import type { FieldOption } from "@/lib/automations/form/fields";
import { defaultCurrency, withCurrency } from "@/lib/automations/form/money";
import type { ConditionForm } from "@/lib/automations/form/types";

import { useEditor } from "./editor-context";
import type { StepPartProps } from "./step-props";
import { TemplateField } from "./template-field";

interface AmountFieldProps extends Pick<StepPartProps, "step" | "fields" | "disabled" | "set"> {
  id: string;
  label: string;
  value: unknown;
  required: boolean;
  hint: string;
  error: string | undefined;
  onValue: (value: unknown) => void;
}

const CURRENCY = "event.data.currency";

/** Returns the currency that a condition requires of a field; `null` if it requires none. */
function requiredCurrency(condition: ConditionForm, field: string): string | null {
  if (condition.kind !== "rows") return null;
  const row = condition.rows.find((one) => one.field === field && one.test === "eq");
  return typeof row?.value === "string" && row.value !== "" ? row.value : null;
}

/**
 * Returns the currency of a fixed amount, from the condition of the trigger or of the step. Entering an amount adds a
 * condition on the currency to the step: otherwise 5000 would mean $50.00 for one payment and ¥5,000 for another.
 */
function useCurrency({ step, fields, set }: Pick<AmountFieldProps, "step" | "fields" | "set">) {
  const { trigger } = useEditor().form;
  const ofTrigger =
    trigger.kind === "event" ? requiredCurrency(trigger.where, "data.currency") : null;
  const canRequire =
    step.when.kind === "rows" && fields.some(({ path }: FieldOption) => path === CURRENCY);
  const ofStep = requiredCurrency(step.when, CURRENCY);
  const requireCurrency = (currency: string) => {
    if (step.when.kind !== "rows" || !canRequire) return;
    const money = { field: CURRENCY, currency };
    set({
      when: { kind: "rows", rows: withCurrency(step.when.rows, step.when.rows.length, money) },
    });
  };
  return {
    currency: ofTrigger ?? ofStep,
    fallback: defaultCurrency(CURRENCY, fields),
    isFixed: ofTrigger !== null,
    canRequire,
    requireCurrency,
  };
}

const isTemplate = (value: unknown) => typeof value === "string" && value.includes("{{");

/** Amount of money of an operation: a fixed amount, or a field that contains one. */
export function AmountField(props: AmountFieldProps) {
  const { label, value, required, hint, onValue, set, step, fields, ...rest } = props;
  const [isField, setIsField] = useState(() => isTemplate(value));
  const { currency, fallback, isFixed, canRequire, requireCurrency } = useCurrency({
    step,
    fields,
    set,
  });
  const currencyHint =
    canRequire && (currency !== null || value === undefined)
      ? "Payments in another currency skip this step"
      : "In the currency of the payment";
  const kind = (
    <SelectField
      label={`${label} is`}
      disabled={rest.disabled}
      value={isField ? "field" : "fixed"}
      options={[
        { value: "fixed", label: "a fixed amount" },
        { value: "field", label: "taken from the event or an earlier step" },
      ]}
      onChange={({ target }) => {
        setIsField(target.value === "field");
        onValue(undefined);
      }}
    />
  );
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      {kind}
      {isField ? (
        <TemplateField
          {...rest}
          label={label}
          value={value}
          type="number"
          fields={fields}
          required={required}
          hint={hint}
          onValue={onValue}
        />
      ) : (
        <MoneyField
          {...rest}
          label={required ? `${label} (required)` : label}
          currency={currency ?? fallback}
          value={value}
          hint={isFixed ? undefined : currencyHint}
          onValue={(next) => {
            onValue(next === "" ? undefined : next);
            if (currency === null) requireCurrency(fallback);
          }}
          onCurrency={
            isFixed
              ? undefined
              : (next, same) => {
                  onValue(same === "" ? undefined : same);
                  requireCurrency(next);
                }
          }
        />
      )}
    </div>
  );
}
