"use client";

import { useEffect, useId, useRef, useState } from "react";

import { Button } from "@/components/ui/button";
import { Field, TextAreaField } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import type { PlainField } from "@/lib/automations/form/catalogue";
import { holeFor, type FieldOption } from "@/lib/automations/form/fields";
import { isSame } from "@/lib/automations/form/json";
import { fieldText, fieldValue } from "@/lib/automations/form/values";

import type { FieldPicker } from "./field-picker";

/** Loads the picker after the first render, so that it is ready when a person opens it and types at once. */
function usePicker() {
  const [picker, setPicker] = useState<{ readonly FieldPicker: typeof FieldPicker } | null>(null);
  useEffect(() => {
    void import("./field-picker").then(setPicker);
  }, []);
  return picker;
}

interface TemplateFieldProps {
  id: string;
  label: string;
  value: unknown;
  type?: PlainField["type"];
  /** Fields that are available in this step. */
  fields: readonly FieldOption[];
  onValue: (value: unknown) => void;
  hint?: string | undefined;
  error?: string | undefined;
  required?: boolean;
  disabled?: boolean;
  isLong?: boolean;
  placeholder?: string | undefined;
}

/** Keeps the typed text apart from its value, because `a, ` and `a` are the same list. */
export function useTyped(
  value: unknown,
  type: PlainField["type"],
  onValue: (value: unknown) => void,
) {
  const [typed, setTyped] = useState(() => fieldText(value));
  const text = isSame(fieldValue(typed, type) ?? null, value ?? null) ? typed : fieldText(value);
  const setText = (next: string) => {
    setTyped(next);
    onValue(fieldValue(next, type));
  };
  return [text, setText] as const;
}

/** Text input that may contain fields of the event and of earlier steps, with a button that lists them. */
export function TemplateField(props: TemplateFieldProps) {
  const {
    id,
    label,
    value,
    type = "text",
    fields,
    onValue,
    hint,
    error,
    required,
    disabled,
  } = props;
  const [text, setText] = useTyped(value, type, onValue);
  const [isOpen, setIsOpen] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  /** Last position of the caret; `null` before the first focus, which means the end. */
  const caret = useRef<readonly [number, number] | null>(null);
  const panel = useId();
  const picker = usePicker();
  const putIn = ({ path }: FieldOption) => {
    // In a number field the raw value is inserted; in text an amount is formatted as money.
    const hole = type === "number" ? `{{${path}}}` : holeFor(path, fields);
    const control = area.current;
    const [start, end] = caret.current ?? [text.length, text.length];
    setText(`${text.slice(0, start)}${hole}${text.slice(end)}`);
    setIsOpen(false);
    requestAnimationFrame(() => {
      control?.focus();
      control?.setSelectionRange(start + hole.length, start + hole.length);
    });
  };
  const close = () => {
    setIsOpen(false);
    area.current?.focus();
  };
  return (
    <div className="grid gap-1.5">
      <TextAreaField
        id={id}
        ref={area}
        label={required ? `${label} (required)` : label}
        hint={hint}
        error={error}
        disabled={disabled}
        placeholder={props.placeholder}
        value={text}
        rows={props.isLong || text.includes("\n") || text.length > 90 ? 4 : 1}
        spellCheck={type === "text"}
        onBlur={({ target }) => (caret.current = [target.selectionStart, target.selectionEnd])}
        onChange={(event) => setText(event.target.value)}
        action={
          disabled ? null : (
            <Button
              size="sm"
              variant="ghost"
              aria-expanded={isOpen}
              aria-controls={panel}
              aria-label={`Insert a field into ${label}`}
              onClick={() => setIsOpen(!isOpen)}
            >
              <Icon name="plus" />
              Field
            </Button>
          )
        }
      />
      <div id={panel} className="empty:hidden">
        {isOpen && picker ? (
          <picker.FieldPicker fields={fields} onPick={putIn} onClose={close} />
        ) : null}
      </div>
    </div>
  );
}

/** Text input without fields of the event. */
export function PlainTextField({
  value,
  type = "text",
  onValue,
  ...rest
}: {
  id: string;
  label: string;
  value: unknown;
  type?: PlainField["type"];
  onValue: (value: unknown) => void;
  hint?: string;
  error?: string | undefined;
  disabled?: boolean;
  placeholder?: string;
  list?: string;
}) {
  const [text, setText] = useTyped(value, type, onValue);
  return <Field {...rest} value={text} onChange={(event) => setText(event.target.value)} />;
}
