"use client";

import type { ComponentProps, ReactNode } from "react";
import { useId } from "react";

const CONTROL =
  "border-line-strong bg-surface text-ink placeholder:text-muted rounded-control h-9 w-full border px-3 text-sm aria-invalid:border-danger disabled:opacity-55 pointer-coarse:h-11";

interface FieldProps {
  label: string;
  hint?: ReactNode;
  /** What is wrong with the value and what to enter instead. */
  error?: string | undefined;
}

interface FrameProps extends FieldProps {
  id: string;
  children: ReactNode;
}

function describedBy(id: string, { hint, error }: Pick<FieldProps, "hint" | "error">) {
  const ids = [...(error ? [`${id}-error`] : []), ...(hint ? [`${id}-hint`] : [])];
  return ids.length > 0 ? ids.join(" ") : undefined;
}

function FieldFrame({ id, label, hint, error, children }: FrameProps) {
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-ink text-sm font-medium">
        {label}
      </label>
      {children}
      {hint ? (
        <p id={`${id}-hint`} className="text-muted text-xs">
          {hint}
        </p>
      ) : null}
      <p id={`${id}-error`} role="alert" className="text-danger-ink text-xs empty:hidden">
        {error}
      </p>
    </div>
  );
}

/** A labelled one-line input. Anything an `<input>` takes passes through. */
export function Field({
  label,
  hint,
  error,
  className,
  ...rest
}: FieldProps & ComponentProps<"input">) {
  const made = useId();
  const id = rest.id ?? made;
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error}>
      <input
        {...rest}
        id={id}
        className={className ? `${CONTROL} ${className}` : CONTROL}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(id, { hint, error })}
      />
    </FieldFrame>
  );
}

interface SelectProps extends FieldProps {
  options: readonly { readonly value: string; readonly label: string }[];
}

/** A labelled native select: every platform's own, with its keys and its picker. */
export function SelectField({
  label,
  hint,
  error,
  options,
  className,
  ...rest
}: SelectProps & Omit<ComponentProps<"select">, "children">) {
  const made = useId();
  const id = rest.id ?? made;
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error}>
      <select
        {...rest}
        id={id}
        className={className ? `${CONTROL} ${className}` : CONTROL}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(id, { hint, error })}
      >
        {options.map(({ value, label: text }) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </FieldFrame>
  );
}
