"use client";

import { useId, useRef, useState, type FocusEvent, type KeyboardEvent } from "react";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import type { PlainField } from "@/lib/automations/form/catalogue";
import { choicesFor, type Choice } from "@/lib/automations/form/choices";
import { holeFor, type FieldOption } from "@/lib/automations/form/fields";

import { ChoiceList } from "./choice-list";
import { FieldPicker } from "./field-picker";
import { useTyped } from "./template-field";
import { useChoices, type ChoiceQuery } from "./use-choices";

interface ChoiceFieldProps {
  id: string;
  label: string;
  value: unknown;
  type: PlainField["type"];
  fields: readonly FieldOption[];
  onValue: (value: unknown) => void;
  hint: string;
  error: string | undefined;
  required: boolean;
  disabled: boolean;
  provider: string;
  query: ChoiceQuery;
  needs: { readonly titles: readonly string[]; readonly isOpen: boolean };
}

type Open = "choices" | "fields" | null;

const NONE: readonly Choice[] = [];

/** Choices that match the typed text, and the one that the arrow keys have reached. */
function useList(
  query: ChoiceQuery,
  text: string,
  { isOpen, isAsked, listbox }: { isOpen: boolean; isAsked: boolean; listbox: string },
) {
  const [at, setAt] = useState(-1);
  const { found, problem, again } = useChoices(query, isOpen || isAsked);
  const choices = found?.status === "listed" ? found.choices : NONE;
  const fitting = choicesFor(choices, text);
  const active = isOpen ? Math.min(at, fitting.length - 1) : -1;
  const chosen = choices.find(({ value }) => value === text);
  const move = (by: -1 | 1) => {
    const from = active === -1 && by === -1 ? fitting.length : active;
    const to = fitting.length === 0 ? -1 : (from + by + fitting.length) % fitting.length;
    setAt(to);
    document.getElementById(`${listbox}-${to}`)?.scrollIntoView({ block: "nearest" });
  };
  return { found, problem, again, fitting, active, chosen, setAt, move };
}

/** Buttons next to the label: one opens the choices, the other inserts a field of the event. */
function Actions({
  label,
  open,
  panel,
  onTurn,
}: {
  label: string;
  open: Open;
  panel: string;
  onTurn: (to: "choices" | "fields") => void;
}) {
  return (
    <span className="flex">
      <Button
        size="sm"
        variant="ghost"
        // The keys open it from the field itself.
        tabIndex={-1}
        aria-label={`Choose ${label}`}
        aria-expanded={open === "choices"}
        onPointerDown={(event) => event.preventDefault()}
        onClick={() => onTurn("choices")}
      >
        <Icon name="down" />
        Choose
      </Button>
      <Button
        size="sm"
        variant="ghost"
        aria-expanded={open === "fields"}
        aria-controls={panel}
        aria-label={`Insert a field into ${label}`}
        onClick={() => onTurn("fields")}
      >
        <Icon name="plus" />
        Field
      </Button>
    </span>
  );
}

interface PanelProps extends Omit<ChoiceFieldProps, "value" | "onValue"> {
  list: ReturnType<typeof useList>;
  listbox: string;
  text: string;
  open: Open;
  put: (text: string) => void;
  close: () => void;
}

function Panel({ list, listbox, text, open, put, close, ...field }: PanelProps) {
  const { label, fields, provider, needs } = field;
  if (open === "fields")
    return (
      <FieldPicker
        fields={fields}
        onPick={({ path }) => put(holeFor(path, fields))}
        onClose={close}
      />
    );
  if (open === null) return null;
  return (
    <ChoiceList
      id={listbox}
      label={`Choices for ${label}`}
      provider={provider}
      found={list.found}
      problem={list.problem}
      fitting={list.fitting}
      active={list.active}
      value={text}
      needs={needs}
      onPick={({ value }) => put(value)}
      onRetry={list.again}
    />
  );
}

/** Text input with choices from the connected account. Other text and fields are accepted too. */
export function ChoiceField({ value, onValue, ...field }: ChoiceFieldProps) {
  const { id, label, type, hint, error, required, disabled, query, needs } = field;
  const [text, setText] = useTyped(value, type, onValue);
  const [open, setOpen] = useState<Open>(null);
  const input = useRef<HTMLInputElement>(null);
  const [panel, listbox] = [useId(), useId()];
  // Looks up the label of a filled field, unless the choices depend on other fields: each typed character would fetch them anew.
  const isAsked = text !== "" && !text.includes("{{") && !disabled && needs.titles.length === 0;
  const list = useList(query, text, { isOpen: open === "choices", isAsked, listbox });
  const { fitting, active, chosen } = list;
  const close = () => {
    setOpen(null);
    input.current?.focus();
  };
  const put = (next: string) => {
    setText(next);
    close();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const picked = fitting[active];
    if (event.altKey || disabled) return;
    if (by !== 0 && open === "choices") list.move(by);
    else if (by !== 0) setOpen("choices");
    else if (event.key === "Escape" && open) setOpen(null);
    else if (event.key === "Enter" && picked) put(picked.value);
    else return;
    event.preventDefault();
  };
  const onBlur = ({ currentTarget, relatedTarget }: FocusEvent) => {
    if (!currentTarget.contains(relatedTarget)) setOpen(null);
  };
  const meaning = chosen && chosen.label !== text ? `This is “${chosen.label}”.` : "";
  const turn = (to: "choices" | "fields") => {
    if (to === "choices") input.current?.focus();
    setOpen(open === to ? null : to);
  };
  return (
    <div className="grid gap-1.5" onBlur={onBlur}>
      <Field
        id={id}
        ref={input}
        role="combobox"
        aria-expanded={open === "choices"}
        aria-controls={open === "choices" && fitting.length > 0 ? listbox : undefined}
        aria-activedescendant={active === -1 ? undefined : `${listbox}-${active}`}
        aria-autocomplete="list"
        autoComplete="off"
        spellCheck={false}
        label={required ? `${label} (required)` : label}
        hint={[meaning, hint].filter(Boolean).join(" ")}
        error={error}
        disabled={disabled}
        value={text}
        onClick={() => setOpen("choices")}
        onKeyDown={onKeyDown}
        onChange={({ target }) => {
          setText(target.value);
          list.setAt(target.value === "" ? -1 : 0);
          setOpen("choices");
        }}
        action={disabled ? null : <Actions label={label} open={open} panel={panel} onTurn={turn} />}
      />
      <div id={panel} className="empty:hidden">
        <Panel
          {...field}
          list={list}
          listbox={listbox}
          text={text}
          open={open}
          put={put}
          close={close}
        />
      </div>
    </div>
  );
}
