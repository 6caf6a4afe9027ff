"use client";

import type { ReactNode, Ref } from "react";

import type { RowProps } from "./use-rows";

interface ListboxProps {
  container: Ref<HTMLDivElement>;
  label: string;
  className: string;
  children: ReactNode;
}

/** A list of which one row can be chosen, by pointer or key. */
export function Listbox({ container, label, className, children }: ListboxProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a select cannot hold badges and times
    <div ref={container} role="listbox" aria-label={label} className={className}>
      {children}
    </div>
  );
}

interface OptionProps {
  row: RowProps;
  className: string;
  children: ReactNode;
}

/** One row of a listbox. It holds no controls of its own. */
export function Option({ row, className, children }: OptionProps) {
  const { "aria-selected": selected, ...rest } = row;
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an option element can only hold text
    <div {...rest} role="option" aria-selected={selected} className={className}>
      {children}
    </div>
  );
}
