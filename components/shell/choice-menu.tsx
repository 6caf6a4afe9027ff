import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";

import { Icon } from "@/components/ui/icon";

import { Popover } from "./popover";

/** One of several values of an address. */
export interface Choice {
  readonly key: string;
  readonly label: string;
  readonly href: string;
  readonly isCurrent: boolean;
  /** More words about it, shown quieter. */
  readonly note?: string | null;
}

/** Looks of a button that opens a choice, and of a group of such buttons. */
export const CHOICE_BUTTON =
  "hover:bg-hover inline-flex h-8 items-center gap-1.5 px-2.5 text-sm font-medium whitespace-nowrap pointer-coarse:h-11";
export const CHOICE_GROUP =
  "border-line divide-line rounded-control inline-flex shrink-0 items-stretch divide-x overflow-clip border";

/** The values to choose from, as links. */
export function ChoiceLinks({ choices }: { choices: readonly Choice[] }) {
  return (
    <ul className="grid">
      {choices.map(({ key, label, href, isCurrent, note }) => (
        <li key={key}>
          <Link
            href={href as Route}
            scroll={false}
            {...(isCurrent ? { "aria-current": "true" as const } : {})}
            className="hover:bg-hover aria-[current]:bg-selected rounded-control flex min-h-8 items-center gap-2 px-2 text-sm pointer-coarse:min-h-11"
          >
            <span className="wrap-anywhere">{label}</span>
            {note ? <span className="text-muted shrink-0 text-xs">{note}</span> : null}
            {isCurrent ? <Icon name="check" className="ml-auto size-3.5 shrink-0" /> : null}
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** A button with a panel of choices below it. */
export function ChoiceMenu({
  id,
  label,
  current,
  width = "w-60",
  children,
  panel,
}: {
  id: string;
  label: string;
  /** The chosen option: another choice closes the panel, because the page stays. */
  current: string;
  /** Class of the panel's width. */
  width?: string;
  children: ReactNode;
  panel: ReactNode;
}) {
  return (
    <div className="inline-flex">
      <button
        type="button"
        popoverTarget={id}
        style={{ anchorName: `--${id}` }}
        className={CHOICE_BUTTON}
      >
        {children}
        <Icon name="next" className="size-3 shrink-0 rotate-90" />
      </button>
      <Popover key={current} id={id} label={label} className={width} anchor={`--${id}`}>
        {panel}
      </Popover>
    </div>
  );
}
