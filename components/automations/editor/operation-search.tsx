"use client";

import { Autocomplete } from "@base-ui/react/autocomplete";
import { useId, useState, type KeyboardEvent } from "react";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import { humanise } from "@/lib/core/text";

import { ChoiceOptions, type ChoiceGroup } from "./choice-list";
import { useFoundOperations } from "./use-operations";

interface SearchProps {
  provider: string;
  /** Full name of the current operation. */
  value: string;
  onPick: (name: string) => void;
  onClose: () => void;
}

/** Operations in two groups: those that are described for people, then all others. */
function useGroups(provider: string, text: string) {
  const { found, problem } = useFoundOperations(provider, text);
  const name = humanise(provider);
  const groups: readonly ChoiceGroup[] = [
    ...Map.groupBy(found?.operations ?? [], ({ isCurated }) => isCurated),
  ].map(([isCurated, operations]) => {
    const group = isCurated ? name : `All of ${name}`;
    const items = operations.map((one) => ({ value: one.name, label: one.title, group }));
    return { value: group, items };
  });
  const notice = problem
    ? problem
    : !found
      ? `Loading actions of ${name}…`
      : groups.length === 0
        ? "No action has these words."
        : found.isCut
          ? "Type words to see more."
          : "";
  return { groups, notice };
}

function Search({ provider, value, onPick, onClose }: SearchProps) {
  const [text, setText] = useState("");
  const { groups, notice } = useGroups(provider, text);
  const label = `Search all actions of ${humanise(provider)}`;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    onClose();
  };
  return (
    <div className="border-line rounded-control grid gap-2 border p-3">
      <Autocomplete.Root
        inline
        open
        items={groups}
        mode="none"
        autoHighlight
        value={text}
        onValueChange={(next, { reason }) => {
          if (reason !== "item-press") setText(next);
        }}
        itemToStringValue={({ label: title }: { label: string }) => title}
      >
        <Autocomplete.Input
          // The person has just asked for this list.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          spellCheck={false}
          onKeyDown={onKeyDown}
          render={<Field label={label} />}
        />
        <ChoiceOptions
          label={`Actions of ${humanise(provider)}`}
          value={value}
          onPick={(choice) => onPick(choice.value)}
        />
        <Autocomplete.Status className="text-muted px-2 py-1 text-xs empty:hidden">
          {notice}
        </Autocomplete.Status>
      </Autocomplete.Root>
    </div>
  );
}

/** Button that opens a search over all operations of a provider. */
export function OperationSearch(props: Omit<SearchProps, "onClose">) {
  const { provider, onPick } = props;
  const [isOpen, setOpen] = useState(false);
  const panel = useId();
  return (
    <div className="grid gap-2">
      <Button
        size="sm"
        variant="ghost"
        className="w-fit"
        aria-expanded={isOpen}
        aria-controls={panel}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name="down" />
        All of {humanise(provider)}
      </Button>
      <div id={panel} className="empty:hidden">
        {isOpen ? (
          <Search
            {...props}
            onPick={(name) => {
              onPick(name);
              setOpen(false);
            }}
            onClose={() => setOpen(false)}
          />
        ) : null}
      </div>
    </div>
  );
}
