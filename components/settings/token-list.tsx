"use client";

import { useState, useTransition } from "react";

import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { EmptyState } from "@/components/ui/empty-state";
import { Field } from "@/components/ui/field";
import { LazyDialog } from "@/components/ui/lazy-dialog";
import { RelativeTime } from "@/components/ui/relative-time";
import { useToast } from "@/components/ui/toast";
import type { ActionResult } from "@/lib/core/action-result";

export interface TokenView {
  readonly id: string;
  /** Also the first segment of the event types that it may publish. */
  readonly name: string;
  readonly hint: string;
  /** Epoch milliseconds. */
  readonly createdAtMs: number;
  readonly lastUsedAtMs: number | null;
}

export interface TokenActions {
  readonly create: (name: string) => Promise<ActionResult<{ name: string; token: string }>>;
  readonly revoke: (id: string) => Promise<ActionResult<unknown>>;
}

/** The line that one pastes into a terminal to try a token. */
const sampleCall = (endpoint: string, name: string, token: string) =>
  `curl -X POST ${endpoint} -H "Authorization: Bearer ${token}" -H "Content-Type: application/json" -d '{"events":[{"type":"${name}.hello","data":{"text":"It works"}}]}'`;

function Copyable({ text, label }: { text: string; label: string }) {
  return (
    <div className="bg-sunken flex items-center gap-2 rounded-md p-2 text-xs">
      <code className="min-w-0 flex-1 break-all">{text}</code>
      <CopyButton value={text} label={label} text="Copy" />
    </div>
  );
}

function NewToken({ create, endpoint }: { create: TokenActions["create"]; endpoint: string }) {
  const [pending, start] = useTransition();
  const [name, setName] = useState("");
  const [error, setError] = useState<string>();
  const [made, setMade] = useState<{ name: string; token: string } | null>(null);
  const make = () =>
    start(async () => {
      const result = await create(name.trim());
      setError(result.ok ? undefined : result.message);
      setMade(result.ok ? result.value : null);
      if (result.ok) setName("");
    });
  return (
    <Card className="gap-4 p-5" aria-labelledby="new-token">
      <h2 id="new-token" className="font-semibold">
        Make a token
      </h2>
      <form
        className="flex flex-wrap items-end gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          make();
        }}
      >
        <Field
          label="Name"
          value={name}
          onChange={(event) => setName(event.target.value)}
          placeholder="shop"
          autoComplete="off"
          hint="One lower-case word. The token publishes events that begin with it: shop.order.paid."
          {...(error ? { error } : {})}
        />
        <Button variant="primary" type="submit" pending={pending} disabled={name.trim() === ""}>
          Make the token
        </Button>
      </form>
      <div aria-live="polite" className="grid gap-2 empty:hidden">
        {made ? (
          <>
            <p className="text-sm font-medium">Copy it now: it is shown once.</p>
            <Copyable text={made.token} label="Copy the token" />
            <p className="text-muted text-xs">Try it:</p>
            <Copyable text={sampleCall(endpoint, made.name, made.token)} label="Copy the command" />
          </>
        ) : null}
      </div>
    </Card>
  );
}

function TokenRow({ token, revoke }: { token: TokenView; revoke: TokenActions["revoke"] }) {
  const [pending, start] = useTransition();
  const [asking, setAsking] = useState(false);
  const toast = useToast();
  const end = () =>
    start(async () => {
      const result = await revoke(token.id);
      setAsking(false);
      if (result.ok) toast.success(`The token ${token.name} has ended.`);
      else toast.error(result.message);
    });
  return (
    <li className="border-line flex flex-wrap items-center gap-x-4 gap-y-2 border-t py-3 first:border-t-0">
      <div className="min-w-0 flex-1 basis-48">
        <p className="truncate text-sm font-medium">{token.name}</p>
        <p className="text-muted text-xs">
          {token.hint} ·{" "}
          {token.lastUsedAtMs === null ? (
            "never used"
          ) : (
            <>
              last used <RelativeTime atMs={token.lastUsedAtMs} timeZone="UTC" />
            </>
          )}
        </p>
      </div>
      <Button size="sm" variant="danger" onClick={() => setAsking(true)}>
        End
      </Button>
      <LazyDialog open={asking} onOpenChange={setAsking} title={`End the token ${token.name}?`}>
        <p className="text-sm">Code that uses it is refused at once. This cannot be undone.</p>
        <div className="flex justify-end gap-2">
          <Button onClick={() => setAsking(false)}>Keep it</Button>
          <Button variant="danger" onClick={end} pending={pending}>
            End the token
          </Button>
        </div>
      </LazyDialog>
    </li>
  );
}

/** Tokens of the workspace, a form that makes one, and the way to end one. */
export function TokenList({
  tokens,
  canEdit,
  endpoint,
  actions,
}: {
  tokens: readonly TokenView[];
  canEdit: boolean;
  endpoint: string;
  actions: TokenActions;
}) {
  if (!canEdit)
    return <EmptyState title="Only admins see API tokens" hint="Ask an owner of the workspace." />;
  return (
    <div className="grid gap-4">
      <NewToken create={actions.create} endpoint={endpoint} />
      <Card className="p-5" aria-labelledby="tokens">
        <h2 id="tokens" className="font-semibold">
          Tokens
        </h2>
        {tokens.length === 0 ? (
          <p className="text-muted py-3 text-sm">There is none yet.</p>
        ) : (
          <ul>
            {tokens.map((token) => (
              <TokenRow key={token.id} token={token} revoke={actions.revoke} />
            ))}
          </ul>
        )}
      </Card>
    </div>
  );
}
