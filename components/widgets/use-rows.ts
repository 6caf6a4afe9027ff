"use client";

import type { KeyboardEvent } from "react";
import { useRef, useState } from "react";

import type { KeyedRow, ViewProps } from "./view-props";

const STEPS: Readonly<Record<string, (index: number, last: number) => number>> = {
  ArrowDown: (index, last) => Math.min(index + 1, last),
  j: (index, last) => Math.min(index + 1, last),
  ArrowUp: (index) => Math.max(index - 1, 0),
  k: (index) => Math.max(index - 1, 0),
  Home: () => 0,
  End: (_, last) => last,
};

/** Props that a selectable row spreads onto its element. */
export interface RowProps {
  readonly "data-row": string;
  readonly "aria-selected": boolean;
  readonly tabIndex: 0 | -1;
  readonly onClick: () => void;
  readonly onFocus: () => void;
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
}

/**
 * One tab stop for a list of rows: arrows or j and k move, Home and End jump, Enter and Space choose.
 * The place is remembered by key, so that a refresh does not move it.
 */
export function useRows<E extends HTMLElement>({
  rows,
  selectedKey,
  onSelect,
}: Pick<ViewProps, "rows" | "selectedKey" | "onSelect">) {
  const container = useRef<E>(null);
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const wanted = activeKey ?? selectedKey;
  const active = rows.some(({ key }) => key === wanted) ? wanted : (rows[0]?.key ?? null);

  const focusRow = (key: string) => {
    for (const element of container.current?.querySelectorAll<HTMLElement>("[data-row]") ?? []) {
      if (element.dataset["row"] === key) element.focus();
    }
  };

  const onKeyDown = (event: KeyboardEvent<HTMLElement>, row: KeyedRow) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget)
      return;
    const step = Object.hasOwn(STEPS, event.key) ? STEPS[event.key] : undefined;
    const index = rows.findIndex(({ key }) => key === row.key);
    const next = step ? rows[step(index, rows.length - 1)] : undefined;
    if (next) focusRow(next.key);
    else if (event.key === "Enter" || event.key === " ") onSelect?.(row);
    else return;
    event.preventDefault();
  };

  const rowProps = (row: KeyedRow): RowProps => ({
    "data-row": row.key,
    "aria-selected": row.key === selectedKey,
    tabIndex: row.key === active ? 0 : -1,
    onClick: () => onSelect?.(row),
    onFocus: () => setActiveKey(row.key),
    onKeyDown: (event) => onKeyDown(event, row),
  });

  return { container, rowProps };
}
