"use client";

import { Autocomplete } from "@base-ui/react/autocomplete";
import Link from "next/link";

import { Button } from "@/components/ui/button";
import type { Choice, Choices } from "@/lib/automations/form/choices";
import { humanise } from "@/lib/core/text";

/** Choices under the name of their group; empty for those without one. */
export interface ChoiceGroup {
  readonly value: string;
  readonly items: readonly Choice[];
}

interface ChoiceListProps {
  label: string;
  provider: string;
  /** `undefined` while it is fetched. */
  found: Choices | undefined;
  problem: string | undefined;
  /** True if a choice matches the typed text. */
  isFitting: boolean;
  value: string;
  /** Titles of the fields that must be filled first; `isOpen` if a template fills one of them. */
  needs: { readonly titles: readonly string[]; readonly isOpen: boolean };
  onPick: (choice: Choice) => void;
  onRetry: () => void;
}

/** The choices in their groups. Needs a surrounding autocomplete that has the same groups as items. */
export function ChoiceOptions({
  label,
  value,
  onPick,
}: Pick<ChoiceListProps, "label" | "value" | "onPick">) {
  return (
    <Autocomplete.List aria-label={label} className="max-h-64 overflow-y-auto">
      {(group: ChoiceGroup) => (
        <Autocomplete.Group key={group.value} items={group.items} aria-label={group.value || label}>
          {group.value ? (
            <Autocomplete.GroupLabel className="text-muted px-2 pt-2 pb-1 text-xs font-medium">
              {group.value}
            </Autocomplete.GroupLabel>
          ) : null}
          <Autocomplete.Collection>
            {(choice: Choice) => (
              <Autocomplete.Item
                key={choice.value}
                value={choice}
                aria-selected={choice.value === value}
                onClick={() => onPick(choice)}
                className="data-highlighted:bg-accent-soft flex min-h-8 cursor-pointer flex-wrap items-center gap-x-3 rounded-md px-2 py-1 text-sm aria-selected:font-semibold pointer-coarse:min-h-11"
              >
                <span className="min-w-0 break-words">{choice.label}</span>{" "}
                {choice.value === choice.label ? null : (
                  <code className="text-muted text-xs break-all">{choice.value}</code>
                )}
              </Autocomplete.Item>
            )}
          </Autocomplete.Collection>
        </Autocomplete.Group>
      )}
    </Autocomplete.List>
  );
}

/** Explains why choices are missing or incomplete; empty if there is nothing to explain. */
function noticeOf({ found, provider, isFitting, needs }: ChoiceListProps): string {
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
    choices.length > 0 && !isFitting
      ? "No match. Your text will be used."
      : problem
        ? "You can still type a value."
        : "";
  const cut = isCut && isFitting ? `Showing the first ${choices.length} from ${account}.` : "";
  return [problem, others, cut].filter(Boolean).join(" ");
}

/**
 * The choices of a field, below it, or why there are none and what to do. Not in the library's popup, which hides the rest
 * of the page from screen readers and leaves controls there that can have the focus.
 */
export function ChoiceList(props: ChoiceListProps) {
  const { found, problem, isFitting, onRetry } = props;
  return (
    <div className="border-line-strong bg-raised rounded-control shadow-popup absolute inset-x-0 top-full z-20 mt-1 grid gap-2 border p-2">
      {found?.status === "listed" && isFitting ? <ChoiceOptions {...props} /> : null}
      <Autocomplete.Status className="text-muted px-2 py-1 text-xs empty:hidden">
        {problem ? "" : noticeOf(props)}
      </Autocomplete.Status>
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
