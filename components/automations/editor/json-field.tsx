"use client";

import { useState } from "react";

import { TextAreaField } from "@/components/ui/field";
import { isSame } from "@/lib/automations/form/json";

function read(text: string): { value: unknown } | { error: string } {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { error: error instanceof Error ? error.message : "Not valid JSON." };
  }
}

/** Edits a part of the definition as JSON. While the text is not valid JSON, an error is shown and the last valid value applies. */
export function JsonField({
  id,
  label,
  value,
  onValue,
  hint,
  error,
  disabled,
}: {
  id: string;
  label: string;
  value: unknown;
  onValue: (value: unknown) => void;
  hint?: string;
  error?: string | undefined;
  disabled?: boolean;
}) {
  const [typed, setTyped] = useState(() => JSON.stringify(value, null, 2));
  const own = read(typed);
  const isOwn = "error" in own || isSame(own.value, value);
  const text = isOwn ? typed : JSON.stringify(value, null, 2);
  return (
    <TextAreaField
      id={id}
      label={label}
      hint={hint}
      error={"error" in own && isOwn ? own.error : error}
      disabled={disabled}
      value={text}
      rows={Math.min(20, text.split("\n").length + 1)}
      spellCheck={false}
      className="font-mono text-xs"
      onChange={(event) => {
        setTyped(event.target.value);
        const next = read(event.target.value);
        if ("value" in next) onValue(next.value);
      }}
    />
  );
}
