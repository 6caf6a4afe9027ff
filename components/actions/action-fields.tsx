"use client";

import { useId } from "react";

import { MoneyField } from "@/components/ui/money-field";
import type { OfferedField, OfferedValues } from "@/lib/contracts/action";
import { formatMinor } from "@/lib/core/money";

type Value = OfferedValues[string];

interface FieldProps<Kind extends OfferedField["kind"]> {
  readonly field: Extract<OfferedField, { kind: Kind }>;
  readonly value: Value;
  readonly error: string | undefined;
  readonly disabled: boolean;
  readonly onValue: (value: Value) => void;
}

function MoneyChoice({ field, value, error, disabled, onValue }: FieldProps<"money">) {
  const { label, currency, max, presets } = field;
  return (
    <div className="grid gap-2">
      <MoneyField
        label={label}
        currency={currency}
        value={value}
        error={error}
        disabled={disabled}
        onValue={onValue}
      />
      <div className="flex flex-wrap items-center gap-2">
        {presets.map((preset) => (
          <button
            key={preset.label}
            type="button"
            aria-pressed={value === preset.value}
            disabled={disabled}
            onClick={() => onValue(preset.value)}
            className="border-line aria-pressed:border-accent hover:bg-hover rounded-full border px-3 py-1 text-xs font-medium pointer-coarse:h-9"
          >
            {preset.label}
          </button>
        ))}
        <span className="text-muted ml-auto text-xs">Up to {formatMinor(max, currency)}</span>
      </div>
    </div>
  );
}

function Choice({ field, value, error, disabled, onValue }: FieldProps<"choice">) {
  const id = useId();
  return (
    <fieldset disabled={disabled} aria-describedby={error ? `${id}-error` : undefined}>
      <legend className="mb-1 text-sm font-medium">{field.label}</legend>
      {field.options.map((option) => (
        <label
          key={option.value}
          className="flex min-h-7 items-center gap-2 text-sm pointer-coarse:min-h-11"
        >
          <input
            type="radio"
            name={`${id}-${field.name}`}
            value={option.value}
            checked={value === option.value}
            onChange={() => onValue(option.value)}
            className="size-4"
          />
          {option.label}
        </label>
      ))}
      <p id={`${id}-error`} role="alert" className="text-danger-ink text-xs empty:hidden">
        {error}
      </p>
    </fieldset>
  );
}

/** One field of the form of an action, by its kind. */
export function ActionFieldInput(props: FieldProps<OfferedField["kind"]>) {
  const { field, ...rest } = props;
  return field.kind === "money" ? (
    <MoneyChoice field={field} {...rest} />
  ) : (
    <Choice field={field} {...rest} />
  );
}
