"use client";

import { useId, useState, type KeyboardEvent } from "react";

import type { FieldOption } from "@/lib/automations/form/fields";

const SHOWN = 150;

/** Returns the fields that contain every word, grouped as they are shown. */
function matching(fields: readonly FieldOption[], text: string): FieldOption[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return [...Map.groupBy(fields, ({ group }) => group).values()]
    .flat()
    .filter(({ path, sample, group }) => {
      const all = `${path} ${sample} ${group}`.toLowerCase();
      return words.every((word) => all.includes(word));
    })
    .slice(0, SHOWN);
}

interface FieldPickerProps {
  fields: readonly FieldOption[];
  onPick: (field: FieldOption) => void;
  /** Called when the person leaves without choosing. */
  onClose: () => void;
}

/** Searchable list of the available fields, with examples. Arrows and Enter choose, Escape closes. */
export function FieldPicker({ fields, onPick, onClose }: FieldPickerProps) {
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const id = useId();
  const found = matching(fields, text);
  const active = Math.min(at, found.length - 1);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) setAt((active + step + found.length) % Math.max(1, found.length));
    else if (event.key === "Escape") onClose();
    else if (event.key === "Enter") {
      const field = found[active];
      if (field) onPick(field);
    } else return;
    event.preventDefault();
    event.stopPropagation();
    if (step !== 0)
      document
        .getElementById(`${id}-${(active + step + found.length) % Math.max(1, found.length)}`)
        ?.scrollIntoView({ block: "nearest" });
  };
  return (
    <div className="border-line-strong bg-raised rounded-control shadow-popup grid gap-2 border p-2">
      <input
        type="search"
        role="combobox"
        aria-label="Search fields"
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={found.length > 0 ? `${id}-${active}` : undefined}
        autoComplete="off"
        // The person has just asked for this list.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        placeholder="Search fields"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
        className="border-line-strong bg-surface rounded-control h-9 w-full border px-3 text-sm pointer-coarse:h-11"
      />
      <div id={id} role="listbox" aria-label="Fields" className="max-h-64 overflow-y-auto">
        {[...Map.groupBy(found, ({ group }) => group)].map(([group, some]) => (
          <div key={group} role="group" aria-label={group}>
            <p aria-hidden="true" className="text-muted px-2 pt-2 pb-1 text-xs font-medium">
              {group}
            </p>
            {some.map((field) => (
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the search field holds the focus and hears the keys
              <div
                key={field.path}
                role="option"
                id={`${id}-${found.indexOf(field)}`}
                aria-selected={found.indexOf(field) === active}
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => onPick(field)}
                className="aria-selected:bg-accent-soft hover:bg-sunken flex min-h-8 cursor-pointer flex-wrap items-center gap-x-3 rounded-md px-2 py-1 text-xs pointer-coarse:min-h-11"
              >
                <code className="break-all">{field.path}</code>{" "}
                <span className="text-muted min-w-0 break-all">{field.sample}</span>
              </div>
            ))}
          </div>
        ))}
      </div>
      <p role="status" className="text-muted px-2 text-xs empty:hidden">
        {found.length === 0 ? "No matching field." : ""}
      </p>
    </div>
  );
}
