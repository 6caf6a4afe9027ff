"use client";

import { useState } from "react";

import { SelectField } from "@/components/ui/field";
import { MoneyField } from "@/components/ui/money-field";
import type { FieldOption } from "@/lib/automations/form/fields";
import { usualCurrency, withCurrency } from "@/lib/automations/form/money";
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

/** The currency that a condition made of rows demands of a field; `null` where it demands none. */
function demanded(condition: ConditionForm, field: string): string | null {
  if (condition.kind !== "rows") return null;
  const row = condition.rows.find((one) => one.field === field && one.test === "eq");
  return typeof row?.value === "string" && row.value !== "" ? row.value : null;
}

/**
 * The currency in which a fixed amount is meant: the trigger's, else that of the step's own condition, which is made with
 * the amount, so that a payment in another currency is passed over instead of moving as many of its own units.
 */
function useCurrency({ step, fields, set }: Pick<AmountFieldProps, "step" | "fields" | "set">) {
  const { trigger } = useEditor().form;
  const ofTrigger = trigger.kind === "event" ? demanded(trigger.where, "data.currency") : null;
  const canDemand =
    step.when.kind === "rows" && fields.some(({ path }: FieldOption) => path === CURRENCY);
  const ofStep = demanded(step.when, CURRENCY);
  const demand = (currency: string) => {
    if (step.when.kind !== "rows" || !canDemand) return;
    const money = { field: CURRENCY, currency };
    set({
      when: { kind: "rows", rows: withCurrency(step.when.rows, step.when.rows.length, money) },
    });
  };
  return {
    currency: ofTrigger ?? ofStep,
    usual: usualCurrency(CURRENCY, fields),
    isFixed: ofTrigger !== null,
    canDemand,
    demand,
  };
}

const isTemplate = (value: unknown) => typeof value === "string" && value.includes("{{");

/** How much an operation moves: an amount as people write it, or a field that holds one. */
export function AmountField(props: AmountFieldProps) {
  const { label, value, required, hint, onValue, set, step, fields, ...rest } = props;
  const [isField, setIsField] = useState(() => isTemplate(value));
  const { currency, usual, isFixed, canDemand, demand } = useCurrency({ step, fields, set });
  const currencyHint =
    canDemand && (currency !== null || value === undefined)
      ? "Payments in another currency skip this step"
      : "It counts in the currency of the payment";
  const kind = (
    <SelectField
      label={`${label} is`}
      disabled={rest.disabled}
      value={isField ? "field" : "fixed"}
      options={[
        { value: "fixed", label: "the same each time" },
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
          currency={currency ?? usual}
          value={value}
          hint={isFixed ? undefined : currencyHint}
          onValue={(next) => {
            onValue(next === "" ? undefined : next);
            if (currency === null) demand(usual);
          }}
          onCurrency={
            isFixed
              ? undefined
              : (next, same) => {
                  onValue(same === "" ? undefined : same);
                  demand(next);
                }
          }
        />
      )}
    </div>
  );
}
