"use client";

import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";

/** Moves the focus to the field that replaced the pressed button. A stable function, so that it runs once. */
const takeFocus = (field: HTMLInputElement | null) => field?.focus();

/** An approve button that names its effect, and a deny button that asks for an optional reason. */
export function Answer({
  yes,
  hint,
  pending,
  onAnswer,
}: {
  yes: string;
  /** Says what becomes of a reason. */
  hint: string;
  pending: boolean;
  onAnswer: (approve: boolean, note?: string) => void;
}) {
  const [isDenying, setIsDenying] = useState(false);
  const [note, setNote] = useState("");
  if (!isDenying)
    return (
      <div className="flex flex-wrap justify-between gap-2">
        <Button pending={pending} onClick={() => setIsDenying(true)}>
          Deny…
        </Button>
        <Button variant="primary" pending={pending} onClick={() => onAnswer(true)}>
          {yes}
        </Button>
      </div>
    );
  return (
    <form
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        onAnswer(false, note);
      }}
    >
      <Field
        label="Reason (optional)"
        hint={hint}
        value={note}
        maxLength={500}
        ref={takeFocus}
        onChange={(event) => setNote(event.target.value)}
      />
      <div className="flex flex-wrap justify-between gap-2">
        <Button onClick={() => setIsDenying(false)}>Back</Button>
        <Button type="submit" variant="danger" pending={pending}>
          Deny
        </Button>
      </div>
    </form>
  );
}
