"use client";

import { Autocomplete } from "@base-ui/react/autocomplete";
import { useState } from "react";

import type { FieldOption } from "@/lib/automations/form/fields";

const SHOWN = 150;

interface Group {
  readonly value: string;
  readonly items: readonly FieldOption[];
}

/** Returns the fields that contain every word, in groups. */
function matching(fields: readonly FieldOption[], text: string): readonly Group[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = [...Map.groupBy(fields, ({ group }) => group).values()]
    .flat()
    .filter(({ path, sample, group }) => {
      const all = `${path} ${sample} ${group}`.toLowerCase();
      return words.every((word) => all.includes(word));
    })
    .slice(0, SHOWN);
  return [...Map.groupBy(found, ({ group }) => group)].map(([value, items]) => ({ value, items }));
}

interface FieldPickerProps {
  fields: readonly FieldOption[];
  onPick: (field: FieldOption) => void;
  /** Called when the person leaves without choosing. */
  onClose: () => void;
}

function GroupOfFields({ group, onPick }: { group: Group } & Pick<FieldPickerProps, "onPick">) {
  return (
    <Autocomplete.Group items={group.items}>
      <Autocomplete.GroupLabel className="text-muted px-2 pt-2 pb-1 text-xs font-medium">
        {group.value}
      </Autocomplete.GroupLabel>
      <Autocomplete.Collection>
        {(field: FieldOption) => (
          <Autocomplete.Item
            key={field.path}
            value={field}
            onClick={() => onPick(field)}
            className="data-highlighted:bg-accent-soft flex min-h-8 cursor-pointer flex-wrap items-center gap-x-3 rounded-md px-2 py-1 text-xs pointer-coarse:min-h-11"
          >
            <code className="break-all">{field.path}</code>{" "}
            <span className="text-muted min-w-0 break-all">{field.sample}</span>
          </Autocomplete.Item>
        )}
      </Autocomplete.Collection>
    </Autocomplete.Group>
  );
}

/** Searchable list of the available fields, with examples. Arrows and Enter choose, Escape closes. */
export function FieldPicker({ fields, onPick, onClose }: FieldPickerProps) {
  const [text, setText] = useState("");
  return (
    <div className="border-line-strong bg-raised rounded-control shadow-popup grid gap-2 border p-2">
      <Autocomplete.Root
        inline
        open
        items={matching(fields, text)}
        mode="none"
        autoHighlight="always"
        value={text}
        onValueChange={(next, { reason }) => {
          if (reason !== "item-press") setText(next);
        }}
        itemToStringValue={({ path }: FieldOption) => path}
      >
        <Autocomplete.Input
          type="search"
          aria-label="Search fields"
          // The person has just asked for this list.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          placeholder="Search fields"
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            event.preventDefault();
            event.stopPropagation();
            onClose();
          }}
          className="border-line-strong bg-surface rounded-control h-9 w-full border px-3 text-sm pointer-coarse:h-11"
        />
        <Autocomplete.List aria-label="Fields" className="max-h-64 overflow-y-auto">
          {(group: Group) => <GroupOfFields key={group.value} group={group} onPick={onPick} />}
        </Autocomplete.List>
        <Autocomplete.Empty className="text-muted px-2 text-xs empty:hidden">
          No matching field.
        </Autocomplete.Empty>
      </Autocomplete.Root>
    </div>
  );
}
