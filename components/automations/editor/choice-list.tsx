"use client";

import Link from "next/link";

import { Button } from "@/components/ui/button";
import type { Choice, Choices } from "@/lib/automations/form/choices";
import { humanise } from "@/lib/core/text";

interface ChoiceListProps {
  id: string;
  label: string;
  provider: string;
  /** `undefined` while it is fetched. */
  found: Choices | undefined;
  problem: string | undefined;
  /** The choices that match the typed text. */
  fitting: readonly Choice[];
  active: number;
  value: string;
  /** Titles of the fields that must be filled first; `isOpen` if a template fills one of them. */
  needs: { readonly titles: readonly string[]; readonly isOpen: boolean };
  onPick: (choice: Choice) => void;
  onRetry: () => void;
}

function Options({ id, label, fitting, active, value, onPick }: ChoiceListProps) {
  return (
    <div id={id} role="listbox" aria-label={label} className="max-h-64 overflow-y-auto">
      {[...Map.groupBy(fitting, ({ group }) => group)].map(([group, some]) => (
        <div key={group} role="group" aria-label={group || label}>
          <p
            aria-hidden="true"
            className="text-muted px-2 pt-2 pb-1 text-xs font-medium empty:hidden"
          >
            {group}
          </p>
          {some.map((choice) => {
            const index = fitting.indexOf(choice);
            return (
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the field holds the focus and hears the keys
              <div
                key={choice.value}
                role="option"
                id={`${id}-${index}`}
                aria-selected={choice.value === value}
                data-active={index === active || undefined}
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => onPick(choice)}
                className="data-active:bg-accent-soft hover:bg-sunken flex min-h-8 cursor-pointer flex-wrap items-center gap-x-3 rounded-md px-2 py-1 text-sm aria-selected:font-semibold pointer-coarse:min-h-11"
              >
                <span className="min-w-0 break-words">{choice.label}</span>{" "}
                {choice.value === choice.label ? null : (
                  <code className="text-muted text-xs break-all">{choice.value}</code>
                )}
              </div>
            );
          })}
        </div>
      ))}
    </div>
  );
}

/** Explains why choices are missing or incomplete; empty if there is nothing to explain. */
function noticeOf({ found, provider, fitting, needs }: ChoiceListProps): string {
  const name = humanise(provider);
  const titles = needs.titles.map((title) => `“${title}”`).join(" and ");
  if (!found) return `Loading choices from ${name}…`;
  if (found.status === "not-connected")
    return `${name} is not connected, so there are no choices. You can type a value.`;
  if (found.status === "needs")
    return needs.isOpen
      ? `The choices depend on ${titles}, which is only known when the automation runs. Type a value or insert a field.`
      : `Fill in ${titles} first, or type a value.`;
  const { problem, account, choices, isCut } = found;
  if (choices.length === 0 && !problem) return `${account} has no choices.`;
  const others =
    choices.length > 0 && fitting.length === 0
      ? "No match. Your text will be used."
      : problem
        ? "You can still type a value."
        : "";
  const cut =
    isCut && fitting.length > 0 ? `Showing the first ${choices.length} from ${account}.` : "";
  return [problem, others, cut].filter(Boolean).join(" ");
}

/** Lists the choices of a field, or explains why there are none and what to do. */
export function ChoiceList(props: ChoiceListProps) {
  const { found, problem, fitting, onRetry } = props;
  return (
    <div className="border-line-strong bg-raised rounded-control shadow-popup grid gap-2 border p-2">
      {found?.status === "listed" && fitting.length > 0 ? <Options {...props} /> : null}
      <p role="status" className="text-muted px-2 py-1 text-xs empty:hidden">
        {problem ? "" : noticeOf(props)}
      </p>
      {problem ? (
        <div className="flex flex-wrap items-center gap-2 px-2 py-1 text-xs">
          <p role="alert" className="text-danger-ink min-w-0 flex-1">
            {problem} You can still type a value.
          </p>
          <Button size="sm" onClick={onRetry}>
            Try again
          </Button>
        </div>
      ) : null}
      {found?.status === "not-connected" ? (
        <Link
          href="/settings/connections"
          className="w-fit px-2 py-1 text-xs underline underline-offset-4"
        >
          Connect {humanise(props.provider)}
        </Link>
      ) : null}
    </div>
  );
}
