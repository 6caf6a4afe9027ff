"use client";

import { useState, useTransition, type SubmitEvent } from "react";

import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Field } from "@/components/ui/field";

import type { CredentialActions } from "./types";

const textOf = (value: FormDataEntryValue | null) => (typeof value === "string" ? value : "");

/** An account that was connected by key sends its events to an address of its own, signed with a secret of its own. */
export function WebhookForm({
  connectionId,
  save,
}: {
  connectionId: string;
  save: CredentialActions["setWebhookSecret"];
}) {
  const [pending, start] = useTransition();
  const [problem, setProblem] = useState<string | null>(null);
  const [url, setUrl] = useState<string | null>(null);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    start(async () => {
      const result = await save(connectionId, textOf(form.get("secret")));
      setProblem(result.ok ? null : result.message);
      if (result.ok) setUrl(result.value.url);
    });
  };
  return (
    <details className="text-sm">
      <summary className="text-muted hover:text-ink w-fit cursor-pointer py-1">
        Receive this account’s events
      </summary>
      <form onSubmit={submit} className="mt-3 grid max-w-lg gap-3">
        <Field
          name="secret"
          label="Signing secret of the webhook endpoint"
          type="password"
          autoComplete="off"
          placeholder="whsec_…"
          hint="Save it to get the address. Register that address at the provider; when it shows another secret, save that one here."
          error={problem ?? undefined}
        />
        <Button type="submit" pending={pending} className="w-fit">
          Save the secret
        </Button>
        <div aria-live="polite" className="empty:hidden">
          {url ? (
            <div className="bg-sunken flex items-center gap-2 rounded-md p-2 text-xs">
              <code className="min-w-0 flex-1 break-all">{url}</code>
              <CopyButton value={url} label="Copy the address" text="Copy" />
            </div>
          ) : null}
        </div>
      </form>
    </details>
  );
}
