"use client";

import { useState, useTransition, type FormEvent } from "react";

import { answerOf } from "@/components/ui/answer-of";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Field } from "@/components/ui/field";
import { LazyDialog } from "@/components/ui/lazy-dialog";
import { RelativeTime } from "@/components/ui/relative-time";
import { Rows } from "@/components/ui/rows";
import { useToast } from "@/components/ui/toast";
import type { NamedSecret } from "@/lib/contracts/secret";
import type { ActionResult } from "@/lib/core/action-result";

export interface SecretView {
  readonly id: string;
  readonly name: string;
  readonly hosts: readonly string[];
  /** Epoch milliseconds. */
  readonly updatedAtMs: number;
  readonly lastUsedAtMs: number | null;
}

export interface SecretActions {
  readonly save: (secret: {
    name: string;
    value: string;
    hosts: string[];
  }) => Promise<ActionResult<Pick<NamedSecret, "name">>>;
  readonly remove: (id: string) => Promise<ActionResult<unknown>>;
}

const EMPTY = { name: "", value: "", hosts: "" };

function SecretForm({ save }: Pick<SecretActions, "save">) {
  const toast = useToast();
  const [pending, start] = useTransition();
  const [fields, setFields] = useState(EMPTY);
  const [error, setError] = useState<string>();
  const set = (name: keyof typeof EMPTY) => (value: string) =>
    setFields((before) => ({ ...before, [name]: value }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    start(async () => {
      const hosts = fields.hosts.split(/[\s,]+/).filter(Boolean);
      const result = await answerOf(
        save({ name: fields.name.trim(), value: fields.value, hosts }),
        "the secret was saved",
      );
      setError(result.ok ? undefined : result.message);
      if (!result.ok) return;
      setFields(EMPTY);
      toast.success(`The secret ${result.value.name} was saved.`);
    });
  };
  return (
    <section className="grid grid-cols-1 gap-3" aria-labelledby="new-secret">
      <h2 id="new-secret" className="text-base font-semibold">
        Add or replace a secret
      </h2>
      <form onSubmit={submit} className="grid max-w-xl gap-4">
        <Field
          label="Name"
          hint="One lower-case word, for example billing_api. Saving an existing name replaces its value."
          value={fields.name}
          onChange={(event) => set("name")(event.target.value)}
          autoComplete="off"
          required
        />
        <Field
          label="Value"
          hint="The value is never shown again."
          type="password"
          value={fields.value}
          onChange={(event) => set("value")(event.target.value)}
          autoComplete="off"
          required
        />
        <Field
          label="Hosts"
          hint="The hosts that may receive the secret, for example api.example.com. Separate several with spaces."
          value={fields.hosts}
          onChange={(event) => set("hosts")(event.target.value)}
          autoComplete="off"
          required
          {...(error ? { error } : {})}
        />
        <div>
          <Button type="submit" variant="primary" pending={pending}>
            Save secret
          </Button>
        </div>
      </form>
    </section>
  );
}

function SecretRow({
  secret,
  remove,
}: {
  secret: SecretView;
  /** Absent for people who may not. */
  remove: SecretActions["remove"] | undefined;
}) {
  const [pending, start] = useTransition();
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const toast = useToast();
  const end = () =>
    start(async () => {
      if (!remove) return;
      const result = await answerOf(remove(secret.id), "the secret was deleted");
      setProblem(result.ok ? null : result.message);
      if (!result.ok) return;
      setAsking(false);
      toast.success(`The secret ${secret.name} was deleted.`);
    });
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2">
      <div className="min-w-0 flex-1 basis-48">
        <p className="flex items-center gap-1 text-sm font-medium">
          <span className="truncate">{secret.name}</span>
          <CopyButton
            value={`{{secret.${secret.name}}}`}
            label={`Copy the reference to ${secret.name}`}
          />
        </p>
        <p className="text-muted text-xs wrap-anywhere">
          Sent to {secret.hosts.join(", ")} ·{" "}
          {secret.lastUsedAtMs === null ? (
            "never used"
          ) : (
            <>
              last used <RelativeTime atMs={secret.lastUsedAtMs} timeZone="UTC" />
            </>
          )}
        </p>
      </div>
      {remove ? (
        <>
          <Button
            size="sm"
            variant="danger"
            onClick={() => setAsking(true)}
            aria-label={`Delete ${secret.name}`}
          >
            Delete
          </Button>
          <LazyDialog
            open={asking}
            onOpenChange={setAsking}
            title={`Delete ${secret.name}?`}
            problem={problem}
          >
            <p className="text-sm">
              Automations that send it fail from then on. This cannot be undone.
            </p>
            <div className="flex justify-end gap-2">
              <Button onClick={() => setAsking(false)}>Cancel</Button>
              <Button variant="danger" onClick={end} pending={pending}>
                Delete secret
              </Button>
            </div>
          </LazyDialog>
        </>
      ) : null}
    </li>
  );
}

/** The secrets of a workspace: their names and hosts, and for admins a form to add, replace and delete them. */
export function SecretList({
  secrets,
  canEdit,
  actions,
}: {
  secrets: readonly SecretView[];
  canEdit: boolean;
  actions: SecretActions;
}) {
  return (
    <div className="grid gap-8">
      {canEdit ? <SecretForm save={actions.save} /> : null}
      <section className="grid grid-cols-1 gap-3" aria-labelledby="secrets">
        <h2 id="secrets" className="text-base font-semibold">
          Secrets
        </h2>
        {secrets.length === 0 ? (
          <p className="text-muted">No secrets yet.</p>
        ) : (
          <Rows>
            {secrets.map((secret) => (
              <SecretRow
                key={secret.id}
                secret={secret}
                remove={canEdit ? actions.remove : undefined}
              />
            ))}
          </Rows>
        )}
        {canEdit ? null : (
          <p className="text-muted text-sm">Only admins add, replace and delete secrets.</p>
        )}
      </section>
    </div>
  );
}
