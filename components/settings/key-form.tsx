"use client";

import { useState, useTransition, type SubmitEvent } from "react";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";

import type { CredentialActions } from "./types";

const textOf = (value: FormDataEntryValue | null) => (typeof value === "string" ? value : "");

/** The second way in: a key that is pasted, checked with the provider, sealed, and never shown again. */
export function KeyForm({
  provider,
  connect,
}: {
  provider: string;
  connect: CredentialActions["connectKey"];
}) {
  const [pending, start] = useTransition();
  const [problem, setProblem] = useState<string | null>(null);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    start(async () => {
      const result = await connect(provider, textOf(form.get("key")));
      setProblem(result.ok ? null : result.message);
    });
  };
  return (
    <details className="text-sm">
      <summary className="text-muted hover:text-ink w-fit cursor-pointer py-1">
        Use a secret or restricted key instead
      </summary>
      <form onSubmit={submit} className="mt-3 grid max-w-lg gap-3">
        <Field
          name="key"
          label="Secret or restricted key"
          type="password"
          autoComplete="off"
          placeholder="rk_test_…"
          hint="A restricted key with read access to charges, customers, balance, subscriptions and events is enough. It is encrypted, and never shown again."
          {...(problem ? { error: problem } : {})}
        />
        <Button type="submit" pending={pending} className="w-fit">
          {pending ? "Checking the key…" : "Connect with this key"}
        </Button>
      </form>
    </details>
  );
}
