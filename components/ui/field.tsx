"use client";

import type { ComponentProps, ReactNode } from "react";
import { useId } from "react";

const CONTROL =
  "border-line-strong bg-surface text-ink placeholder:text-muted rounded-control h-8 w-full border px-2.5 text-sm max-md:text-[1rem] aria-invalid:border-danger disabled:opacity-55 pointer-coarse:h-11";

interface FieldProps {
  label: string;
  hint?: ReactNode;
  /** The problem with the value and the way out. */
  error?: string | undefined;
  /** A button beside the label that helps to fill the field. */
  action?: ReactNode;
}

interface FrameProps extends FieldProps {
  id: string;
  children: ReactNode;
}

/** Ids of what describes a control: its error, then its hint. */
export function describedBy(id: string, { hint, error }: Pick<FieldProps, "hint" | "error">) {
  const ids = [...(error ? [`${id}-error`] : []), ...(hint ? [`${id}-hint`] : [])];
  return ids.length > 0 ? ids.join(" ") : undefined;
}

/** Label above, hint and error below a control of one's own. */
export function FieldFrame({ id, label, hint, error, action, children }: FrameProps) {
  const name = (
    <label htmlFor={id} className="text-ink text-sm font-medium">
      {label}
    </label>
  );
  return (
    <div className="flex min-w-0 flex-col gap-1">
      {action ? (
        <div className="flex flex-wrap items-center justify-between gap-2">
          {name}
          {action}
        </div>
      ) : (
        name
      )}
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
  action,
  className,
  ...rest
}: FieldProps & ComponentProps<"input">) {
  const made = useId();
  const id = rest.id ?? made;
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error} action={action}>
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

/** A labelled input of several lines. Anything a `<textarea>` takes passes through. */
export function TextAreaField({
  label,
  hint,
  error,
  action,
  className = "",
  ...rest
}: FieldProps & ComponentProps<"textarea">) {
  const made = useId();
  const id = rest.id ?? made;
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error} action={action}>
      <textarea
        {...rest}
        id={id}
        className={`border-line-strong bg-surface text-ink placeholder:text-muted rounded-control aria-invalid:border-danger w-full border px-2.5 py-2 text-sm disabled:opacity-55 max-md:text-[1rem] ${className}`}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(id, { hint, error })}
      />
    </FieldFrame>
  );
}

interface SelectOption {
  readonly value: string;
  readonly label: string;
  /** Options of one group stand together under its name. */
  readonly group?: string | undefined;
}

interface SelectProps extends FieldProps {
  options: readonly SelectOption[];
}

function Options({ options }: { options: readonly SelectOption[] }) {
  return options.map(({ value, label }) => (
    <option key={value} value={value}>
      {label}
    </option>
  ));
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
        <Options options={options.filter(({ group }) => group === undefined)} />
        {[...Map.groupBy(options, ({ group }) => group)].map(([group, some]) =>
          group === undefined ? null : (
            <optgroup key={group} label={group}>
              <Options options={some} />
            </optgroup>
          ),
        )}
      </select>
    </FieldFrame>
  );
}
