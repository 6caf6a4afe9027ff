"use client";

import { useState, useTransition, type SubmitEvent } from "react";

import { answerOf } from "@/components/ui/answer-of";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Field } from "@/components/ui/field";

import type { CredentialActions, WebhookSetup } from "./types";

const textOf = (value: FormDataEntryValue | null) => (typeof value === "string" ? value : "");

interface WebhookFormProps {
  connectionId: string;
  setup: WebhookSetup;
  save: CredentialActions["setWebhookSecret"];
}

/** An account that sends its events to an address of its own: first the address, then its secret. */
export function WebhookForm({ connectionId, setup, save }: WebhookFormProps) {
  const [pending, start] = useTransition();
  const [problem, setProblem] = useState<string | null>(null);
  const [url, setUrl] = useState<string | null>(null);
  const [isSaved, setSaved] = useState(false);
  const run = (secret?: string) =>
    start(async () => {
      const result = await answerOf(save(connectionId, secret), "the signing secret was saved");
      setProblem(result.ok ? null : result.message);
      if (result.ok) setUrl(result.value.url);
      setSaved(result.ok && secret !== undefined);
    });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    run(textOf(new FormData(event.currentTarget).get("secret")));
  };
  if (url === null)
    return (
      <div className="text-sm">
        <Button size="sm" onClick={() => run()} pending={pending}>
          Receive this account’s events
        </Button>
        <p role="alert" className="text-danger-ink mt-1 text-xs empty:hidden">
          {problem}
        </p>
      </div>
    );
  return (
    <form onSubmit={submit} className="grid max-w-lg gap-3 text-sm">
      <div>
        <p>{setup.instruction}</p>
        <div className="bg-sunken mt-1 flex items-center gap-2 rounded-md p-2 text-xs">
          <code className="min-w-0 flex-1 break-all">{url}</code>
          <CopyButton value={url} label="Copy the address" text="Copy" />
        </div>
      </div>
      {setup.takesSecret ? (
        <>
          <Field
            name="secret"
            label="The signing secret that it shows then"
            type="password"
            autoComplete="off"
            placeholder={setup.placeholder}
            error={problem ?? undefined}
          />
          <div className="flex items-center gap-3">
            <Button type="submit" pending={pending}>
              Save the secret
            </Button>
            <output className="text-success-ink text-sm empty:hidden">
              {isSaved ? "Saved. Events that it signs are received from now on." : ""}
            </output>
          </div>
        </>
      ) : null}
    </form>
  );
}
