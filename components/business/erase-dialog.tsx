"use client";

import { useRouter } from "next/navigation";
import { useState, useTransition, type FormEvent } from "react";

import { answerOf } from "@/components/ui/answer-of";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { LazyDialog } from "@/components/ui/lazy-dialog";

import type { CustomerToolsProps } from "./customer-tools";

const FORM = "erase-customer";

function WhatHappens({
  provider,
  providerUrl,
}: Pick<CustomerToolsProps, "provider" | "providerUrl">) {
  return (
    <ul className="text-muted list-disc space-y-1 pl-5 text-sm">
      <li>
        The customer and their payments, invoices, subscriptions and payment methods are deleted
        from this dashboard. Totals of past payments become smaller.
      </li>
      <li>
        Events and runs about this customer stay in their lists, but personal data is removed from
        them. Runs that have not ended are cancelled.
      </li>
      <li>Recurring revenue keeps its amounts without the name, and ends today.</li>
      <li>Saved views of lists that name this customer are deleted, also those of other people.</li>
      <li>
        The customer is not imported again, and neither are their later payments. Totals here are
        then lower than in {provider}.
      </li>
      <li className="text-ink">
        Nothing is deleted at {provider}, and nothing in messages that automations have sent.{" "}
        {providerUrl === null ? (
          `Delete the customer at ${provider} too.`
        ) : (
          <a
            href={providerUrl}
            target="_blank"
            rel="noreferrer"
            className="inline-block py-0.5 underline underline-offset-4"
          >
            Delete the customer at {provider}
          </a>
        )}
      </li>
    </ul>
  );
}

/** Says what erasing a customer does, and asks for the e-mail address before it does so. */
export function EraseDialog({
  onClose,
  ...customer
}: CustomerToolsProps & { readonly onClose: () => void }) {
  const { id, account, name, confirmWith, erase } = customer;
  const router = useRouter();
  const [pending, start] = useTransition();
  const [typed, setTyped] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const isConfirmed =
    typed.trim().toLowerCase() === confirmWith.toLowerCase() || typed.trim() === id;
  const confirm = (event: FormEvent) => {
    event.preventDefault();
    if (!isConfirmed) {
      setProblem(`Type ${confirmWith} to confirm.`);
      return;
    }
    start(async () => {
      setProblem(null);
      const result = await answerOf(
        erase({ id, account, confirm: typed }),
        "the customer was erased",
      );
      // The page then says that the customer was erased, and this dialog leaves with it.
      if (result.ok) router.refresh();
      else setProblem(result.message);
    });
  };
  return (
    <LazyDialog
      open
      onOpenChange={(open) => !open && !pending && onClose()}
      title={`Erase ${name}?`}
      description="This cannot be undone."
      problem={problem}
      footer={
        <>
          <Button onClick={onClose} disabled={pending}>
            Cancel
          </Button>
          <Button variant="danger" type="submit" form={FORM} pending={pending}>
            {pending ? "Erasing…" : "Erase customer"}
          </Button>
        </>
      }
    >
      <WhatHappens {...customer} />
      <form id={FORM} onSubmit={confirm}>
        <Field
          label={`Type ${confirmWith} to confirm`}
          name="confirm"
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
      </form>
      <p role="status" className="text-muted text-sm empty:hidden">
        {pending ? "Erasing the customer. This can take a few seconds." : ""}
      </p>
    </LazyDialog>
  );
}
