"use client";

import { Autocomplete } from "@base-ui/react/autocomplete";
import {
  useId,
  useRef,
  useState,
  type FocusEvent,
  type KeyboardEvent,
  type RefObject,
} from "react";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import type { PlainField } from "@/lib/automations/form/catalogue";
import { choicesFor, type Choice } from "@/lib/automations/form/choices";
import { holeFor, type FieldOption } from "@/lib/automations/form/fields";

import { ChoiceList, type ChoiceGroup } from "./choice-list";
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
const NO_GROUPS: readonly ChoiceGroup[] = [];

/** The choices that match the typed text, in groups, and the one that the text stands for. */
function useList(query: ChoiceQuery, text: string, isAsked: boolean) {
  const { found, problem, again } = useChoices(query, isAsked);
  const choices = found?.status === "listed" ? found.choices : NONE;
  const groups: readonly ChoiceGroup[] = [
    ...Map.groupBy(choicesFor(choices, text), ({ group }) => group),
  ].map(([value, items]) => ({ value, items }));
  return { found, problem, again, groups, chosen: choices.find(({ value }) => value === text) };
}

/** Buttons next to the label: one opens the choices, the other inserts a field of the event. */
function Actions({
  label,
  open,
  panel,
  onChoices,
  onFields,
}: {
  label: string;
  open: Open;
  panel: string;
  onChoices: () => void;
  onFields: () => void;
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
        onClick={onChoices}
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
        onClick={onFields}
      >
        <Icon name="plus" />
        Field
      </Button>
    </span>
  );
}

interface InputProps extends Pick<
  ChoiceFieldProps,
  "id" | "label" | "hint" | "error" | "required" | "disabled"
> {
  input: RefObject<HTMLInputElement | null>;
  open: Open;
  isListed: boolean;
  panel: string;
  setOpen: (open: Open) => void;
}

/** The input with its keys: arrows open the choices, Escape closes them. */
function ChoiceInput({ input, open, isListed, panel, setOpen, ...field }: InputProps) {
  const { id, label, hint, error, required, disabled } = field;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || disabled) return;
    const isArrow = event.key === "ArrowDown" || event.key === "ArrowUp";
    if (isArrow && open !== "choices") setOpen("choices");
    else if (event.key === "Escape" && open) setOpen(null);
    else return;
    event.preventDefault();
  };
  const turn = (to: "choices" | "fields") => {
    if (to === "choices") input.current?.focus();
    setOpen(open === to ? null : to);
  };
  return (
    <Autocomplete.Input
      ref={input}
      spellCheck={false}
      aria-expanded={open === "choices"}
      {...(isListed ? {} : { "aria-controls": undefined })}
      onClick={() => setOpen("choices")}
      onKeyDown={onKeyDown}
      render={
        <Field
          id={id}
          label={required ? `${label} (required)` : label}
          hint={hint}
          error={error}
          action={
            disabled ? null : (
              <Actions
                label={label}
                open={open}
                panel={panel}
                onChoices={() => turn("choices")}
                onFields={() => turn("fields")}
              />
            )
          }
        />
      }
    />
  );
}

/** Text input with choices from the connected account. Other text and fields are accepted too. */
export function ChoiceField({ value, onValue, ...field }: ChoiceFieldProps) {
  const { label, type, fields, hint, disabled, query, needs } = field;
  const [text, setText] = useTyped(value, type, onValue);
  const [open, setOpen] = useState<Open>(null);
  const input = useRef<HTMLInputElement>(null);
  const panel = useId();
  // Looks up the label of a filled field, unless the choices depend on other fields: each typed character would fetch them anew.
  const isAsked = text !== "" && !text.includes("{{") && !disabled && needs.titles.length === 0;
  const list = useList(query, text, open === "choices" || isAsked);
  const { groups, chosen } = list;
  const close = () => {
    setOpen(null);
    input.current?.focus();
  };
  const put = (next: string) => {
    setText(next);
    close();
  };
  const onBlur = ({ currentTarget, relatedTarget }: FocusEvent) => {
    if (!currentTarget.contains(relatedTarget)) setOpen(null);
  };
  const meaning = chosen && chosen.label !== text ? `This is “${chosen.label}”.` : "";
  return (
    <div className="relative grid gap-1.5" onBlur={onBlur}>
      <Autocomplete.Root
        inline
        open
        items={open === "choices" ? groups : NO_GROUPS}
        mode="none"
        autoHighlight
        disabled={disabled}
        value={text}
        onValueChange={(next, { reason }) => {
          if (reason === "item-press") return;
          setText(next);
          setOpen("choices");
        }}
        itemToStringValue={(choice: Choice) => choice.value}
      >
        <ChoiceInput
          {...field}
          hint={[meaning, hint].filter(Boolean).join(" ")}
          input={input}
          open={open}
          isListed={open === "choices" && groups.length > 0}
          panel={panel}
          setOpen={setOpen}
        />
        {open === "choices" ? (
          <ChoiceList
            label={`Choices for ${label}`}
            provider={field.provider}
            found={list.found}
            problem={list.problem}
            isFitting={groups.length > 0}
            value={text}
            needs={needs}
            onPick={(choice) => put(choice.value)}
            onRetry={list.again}
          />
        ) : null}
      </Autocomplete.Root>
      <div id={panel} className="empty:hidden">
        {open === "fields" ? (
          <FieldPicker
            fields={fields}
            onPick={({ path }) => put(holeFor(path, fields))}
            onClose={close}
          />
        ) : null}
      </div>
    </div>
  );
}
