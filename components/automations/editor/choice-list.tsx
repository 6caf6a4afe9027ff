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
  /** The choices that fit what is typed. */
  fitting: readonly Choice[];
  active: number;
  value: string;
  /** The fields that the list waits for, and whether an event fills one of them. */
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

/** What there is to say beside the options. */
function remarkOf({ found, provider, fitting, needs }: ChoiceListProps): string {
  const name = humanise(provider);
  const titles = needs.titles.map((title) => `“${title}”`).join(" and ");
  if (!found) return `Asking ${name}…`;
  if (found.status === "not-connected")
    return `${name} is not connected, so there is nothing to choose from. A value can be typed.`;
  if (found.status === "needs")
    return needs.isOpen
      ? `It depends on ${titles}, which is known only when it runs. Type a value, or insert a field.`
      : `Fill in ${titles} first, or type a value.`;
  const { problem, account, choices, isCut } = found;
  if (choices.length === 0 && !problem) return `${account} has nothing to choose from.`;
  const others =
    choices.length > 0 && fitting.length === 0
      ? "None of them fits. What is typed is taken as it is."
      : problem
        ? "A value can be typed all the same."
        : "";
  const cut = isCut && fitting.length > 0 ? `The first ${choices.length} of ${account}.` : "";
  return [problem, others, cut].filter(Boolean).join(" ");
}

/** The choices of a field, or why there are none and the way out. */
export function ChoiceList(props: ChoiceListProps) {
  const { found, problem, fitting, onRetry } = props;
  return (
    <div className="border-line-strong bg-raised rounded-control shadow-popup grid gap-2 border p-2">
      {found?.status === "listed" && fitting.length > 0 ? <Options {...props} /> : null}
      <p role="status" className="text-muted px-2 py-1 text-xs empty:hidden">
        {problem ? "" : remarkOf(props)}
      </p>
      {problem ? (
        <div className="flex flex-wrap items-center gap-2 px-2 py-1 text-xs">
          <p role="alert" className="text-danger-ink min-w-0 flex-1">
            {problem} A value can be typed all the same.
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
