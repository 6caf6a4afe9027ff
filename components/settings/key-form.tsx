"use client";

import { useState, useTransition, type SubmitEvent } from "react";

import { answerOf } from "@/components/ui/answer-of";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";

import type { CredentialActions, ProviderView } from "./types";

const textOf = (value: FormDataEntryValue | null) => (typeof value === "string" ? value : "");

interface KeyFormProps {
  provider: string;
  form: NonNullable<ProviderView["keyForm"]>;
  /** Open from the start: nothing is connected, and there is no other way in. */
  isOpen: boolean;
  /** The sandbox of the provider on this machine; its page says what to type. */
  emulator: { readonly name: string; readonly url: string } | null;
  connect: CredentialActions["connectKey"];
}

/** The second way in: what a person pastes is checked with the provider, sealed, and never shown again. */
export function KeyForm({ provider, form, isOpen, emulator, connect }: KeyFormProps) {
  const [pending, start] = useTransition();
  const [problem, setProblem] = useState<{ field: string; message: string } | null>(null);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget);
    const fields = Object.fromEntries(
      form.fields.map(({ name }) => [name, textOf(typed.get(name))]),
    );
    start(async () => {
      const result = await answerOf(connect(provider, fields), "the account was connected");
      setProblem(result.ok ? null : { field: result.field ?? "", message: result.message });
    });
  };
  // A problem that names no field of the form is shown at the first field.
  const named = form.fields.some(({ name }) => name === problem?.field);
  const errorOf = (name: string, index: number) =>
    problem && (named ? problem.field === name : index === 0) ? problem.message : undefined;
  return (
    <details className="text-sm" open={isOpen}>
      <summary className="text-muted hover:text-ink w-fit cursor-pointer py-1">
        {form.title}
      </summary>
      <form
        onSubmit={submit}
        aria-label={form.title}
        noValidate
        className="mt-3 grid max-w-lg gap-3"
      >
        <p className="text-muted">{form.description}</p>
        {emulator ? (
          <p className="bg-sunken rounded-control p-3">
            {`A sandbox of ${emulator.name} runs on this machine.`}{" "}
            <a
              href={emulator.url}
              target="_blank"
              rel="noreferrer"
              className="text-link font-medium hover:underline"
            >
              Open its page
            </a>{" "}
            for the values to enter here.
          </p>
        ) : null}
        {form.fields.map((field, index) => (
          <Field
            key={field.name}
            name={field.name}
            label={field.optional ? `${field.label} (optional)` : field.label}
            type={field.secret ? "password" : "text"}
            autoComplete="off"
            placeholder={field.placeholder}
            hint={field.hint}
            error={errorOf(field.name, index)}
          />
        ))}
        <Button type="submit" pending={pending} className="w-fit">
          {pending
            ? "Checking…"
            : form.fields.length > 1
              ? "Connect with these"
              : "Connect with this key"}
        </Button>
      </form>
    </details>
  );
}
