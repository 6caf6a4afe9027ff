"use client";

import { useId, useState } from "react";

import { currencySign, sameFigure, typedMinor, typedText } from "@/lib/automations/form/money";
import { currencyCodes } from "@/lib/core/money";

import { describedBy, FieldFrame } from "./field";

/** Chosen most, so first. */
const COMMON = ["USD", "EUR", "GBP", "JPY", "CAD", "AUD", "CHF"];

function CurrencySelect({
  label,
  value,
  onChange,
  disabled,
}: {
  label: string;
  value: string;
  onChange: (currency: string) => void;
  disabled: boolean;
}) {
  const code = value.toUpperCase();
  const rest = currencyCodes().filter((one) => !COMMON.includes(one));
  return (
    <select
      aria-label={`Currency of ${label.charAt(0).toLowerCase()}${label.slice(1)}`}
      value={code}
      disabled={disabled}
      onChange={({ target }) => onChange(target.value.toLowerCase())}
      className="border-line-strong text-ink h-full border-l bg-transparent px-1 text-sm disabled:opacity-55"
    >
      {[...COMMON, ...rest].includes(code) ? null : <option value={code}>{code}</option>}
      {[...COMMON, ...rest].map((one) => (
        <option key={one} value={one}>
          {one}
        </option>
      ))}
    </select>
  );
}

interface MoneyFieldProps {
  id?: string | undefined;
  label: string;
  /** Lower-case code. */
  currency: string;
  /** Minor units; a text is shown as it is, with what is wrong with it. */
  value: unknown;
  hint?: string | undefined;
  error?: string | undefined;
  disabled?: boolean;
  /** Minor units, or the text where it is no amount. */
  onValue: (value: number | string) => void;
  /** The currency, and the same figure in it. Left out: the currency is fixed. */
  onCurrency?: ((currency: string, value: number | string) => void) | undefined;
}

/** An amount as people write it, with its sign and currency; what it gives is in minor units. */
export function MoneyField(props: MoneyFieldProps) {
  const { label, currency, value, hint, disabled = false, onValue, onCurrency } = props;
  const made = useId();
  const id = props.id ?? made;
  const [typed, setTyped] = useState<string | null>(null);
  const meant = typed === null ? null : typedMinor(typed, currency);
  const isCurrent = meant !== null && (meant.ok ? meant.minor : typed) === value;
  const text = isCurrent && typed !== null ? typed : typedText(value, currency);
  const parsed = text === "" ? null : typedMinor(text, currency);
  const error = parsed && !parsed.ok ? parsed.error : props.error;
  const sign = currencySign(currency);
  const changeCurrency = (next: string) => {
    setTyped(null);
    onCurrency?.(next, sameFigure(text, next));
  };
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error}>
      <div
        className={`border-line-strong bg-surface rounded-control focus-within:outline-accent flex h-9 w-full items-center border focus-within:outline-2 focus-within:outline-offset-2 pointer-coarse:h-11 ${error ? "border-danger" : ""}`}
      >
        <span aria-hidden="true" className="text-muted pl-3 text-sm">
          {sign}
        </span>
        <input
          id={id}
          inputMode="decimal"
          autoComplete="off"
          value={text}
          disabled={disabled}
          placeholder={typedText(5000, currency)}
          aria-invalid={error ? true : undefined}
          aria-describedby={describedBy(id, { hint, error })}
          onChange={({ target }) => {
            const next = typedMinor(target.value, currency);
            setTyped(target.value);
            onValue(next.ok ? next.minor : target.value);
          }}
          className="figures text-ink placeholder:text-muted h-full min-w-0 flex-1 bg-transparent px-2 text-sm outline-none disabled:opacity-55"
        />
        {onCurrency ? (
          <CurrencySelect
            label={label}
            value={currency}
            onChange={changeCurrency}
            disabled={disabled}
          />
        ) : (
          <span className="text-muted pr-3 text-sm">{currency.toUpperCase()}</span>
        )}
      </div>
    </FieldFrame>
  );
}
