"use client";

import { useId } from "react";

import { Field, SelectField, TextAreaField } from "@/components/ui/field";
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

/** More options than this stand in a list that opens. */
const MAX_RADIOS = 6;

function Select({ field, value, error, disabled, onValue }: FieldProps<"choice">) {
  return (
    <SelectField
      label={field.label}
      options={field.options}
      value={value ?? ""}
      error={error}
      disabled={disabled}
      onChange={({ target }) => onValue(target.value)}
    />
  );
}

/** Keeps what is no whole number as text, so that the plan says what is wrong with it. */
const countOf = (text: string): Value => (/^\d{1,15}$/.test(text.trim()) ? Number(text) : text);

function Count({ field, value, error, disabled, onValue }: FieldProps<"count">) {
  return (
    <Field
      label={field.label}
      inputMode="numeric"
      autoComplete="off"
      value={String(value ?? "")}
      error={error}
      disabled={disabled}
      onChange={({ target }) => onValue(countOf(target.value))}
    />
  );
}

function Text({ field, value, error, disabled, onValue }: FieldProps<"text">) {
  return (
    <TextAreaField
      label={field.label}
      hint={field.hint}
      rows={field.hint === undefined ? 2 : 5}
      maxLength={field.maxLength}
      value={value ?? ""}
      error={error}
      disabled={disabled}
      onChange={({ target }) => onValue(target.value)}
    />
  );
}

/** One field of the form of an action, by its kind. */
export function ActionFieldInput(props: FieldProps<OfferedField["kind"]>) {
  const { field, ...rest } = props;
  switch (field.kind) {
    case "money":
      return <MoneyChoice field={field} {...rest} />;
    case "count":
      return <Count field={field} {...rest} />;
    case "text":
      return <Text field={field} {...rest} />;
    case "choice":
      return field.options.length > MAX_RADIOS ? (
        <Select field={field} {...rest} />
      ) : (
        <Choice field={field} {...rest} />
      );
  }
}
