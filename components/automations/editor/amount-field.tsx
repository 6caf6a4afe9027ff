"use client";

import { useState } from "react";

import { SelectField } from "@/components/ui/field";
import { MoneyField } from "@/components/ui/money-field";
import type { FieldOption } from "@/lib/automations/form/fields";
import { defaultCurrency, withCurrency } from "@/lib/automations/form/money";
import type { ConditionForm } from "@/lib/automations/form/types";
import { apiExponent } from "@/lib/core/money";

import { useEditor } from "./editor-context";
import type { StepPartProps } from "./step-props";
import { TemplateField } from "./template-field";

/** The currency of an operation that takes one beside its amounts. */
export interface OwnCurrency {
  /** The current value, which may be a template. */
  readonly currency: unknown;
  /** Sets the currency together with the amount. */
  readonly set: (currency: string, amount: unknown) => void;
}

interface AmountFieldProps extends Pick<StepPartProps, "step" | "fields" | "disabled" | "set"> {
  id: string;
  label: string;
  value: unknown;
  required: boolean;
  hint: string;
  error: string | undefined;
  onValue: (value: unknown) => void;
  own?: OwnCurrency | undefined;
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

const filled = (value: unknown) => (value === "" ? undefined : value);

type FixedProps = Omit<AmountFieldProps, "required" | "hint">;

/** A fixed amount in the currency of the payment. */
function AmountOfPayment({ own: _none, onValue, set, step, fields, ...rest }: FixedProps) {
  const { currency, fallback, isFixed, canRequire, requireCurrency } = useCurrency({
    step,
    fields,
    set,
  });
  const currencyHint =
    canRequire && (currency !== null || rest.value === undefined)
      ? "Payments in another currency skip this step"
      : "In the currency of the payment";
  return (
    <MoneyField
      {...rest}
      currency={currency ?? fallback}
      hint={isFixed ? undefined : currencyHint}
      onValue={(next) => {
        onValue(filled(next));
        if (currency === null) requireCurrency(fallback);
      }}
      onCurrency={
        isFixed
          ? undefined
          : (next, same) => {
              onValue(filled(same));
              requireCurrency(next);
            }
      }
    />
  );
}

/** A fixed amount in the currency that the operation takes beside it. */
function AmountInOwn({
  own,
  fields,
  set: _set,
  step: _step,
  onValue: _value,
  ...rest
}: FixedProps & {
  own: OwnCurrency;
}) {
  const code = typeof own.currency === "string" ? own.currency.toLowerCase() : "";
  const currency = apiExponent(code) === null ? defaultCurrency(CURRENCY, fields) : code;
  return (
    <MoneyField
      {...rest}
      currency={currency}
      onValue={(next) => own.set(currency, filled(next))}
      onCurrency={(next, same) => own.set(next, filled(same))}
    />
  );
}

/** Amount of money of an operation: a fixed amount, or a field that contains one. */
export function AmountField(props: AmountFieldProps) {
  const { label, value, required, hint, onValue, own, ...rest } = props;
  // An amount in a currency that is only known later cannot be typed as money.
  const [isField, setIsField] = useState(() => isTemplate(value) || isTemplate(own?.currency));
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
  const { id, fields, disabled, error } = rest;
  const fixed = {
    ...rest,
    value,
    onValue,
    label: required ? `${label} (required)` : label,
  };
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      {kind}
      {isField ? (
        <TemplateField
          {...{ id, fields, disabled, error, label, value, required, hint, onValue }}
          type="number"
        />
      ) : own ? (
        <AmountInOwn {...fixed} own={own} />
      ) : (
        <AmountOfPayment {...fixed} />
      )}
    </div>
  );
}
