"use client";

import { useState, useTransition } from "react";

import { answerOf } from "@/components/ui/answer-of";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { EmptyState } from "@/components/ui/empty-state";
import { Field, SelectField } from "@/components/ui/field";
import { LazyDialog } from "@/components/ui/lazy-dialog";
import { RelativeTime } from "@/components/ui/relative-time";
import { Rows } from "@/components/ui/rows";
import { useToast } from "@/components/ui/toast";
import type { ApiToken, CreatedToken } from "@/lib/contracts/token";
import type { ActionResult } from "@/lib/core/action-result";

export interface TokenView extends Pick<
  ApiToken,
  "id" | "name" | "hint" | "createdBy" | "stopped"
> {
  /** Epoch milliseconds. */
  readonly expiresAtMs: number;
  readonly lastUsedAtMs: number | null;
}

export interface TokenActions {
  readonly create: (
    name: string,
    days: number,
  ) => Promise<ActionResult<Pick<CreatedToken, "name" | "token">>>;
  readonly revoke: (id: string) => Promise<ActionResult<unknown>>;
}

const LIFETIMES = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "1 year" },
];

const STOPPED = {
  expired: "Expired",
  creator: "Revoked: its creator was no longer an admin",
} as const;

/** A command that tries a token from a terminal. */
const sampleCall = (endpoint: string, name: string, token: string) =>
  `curl -X POST ${endpoint} -H "Authorization: Bearer ${token}" -H "Content-Type: application/json" -d '{"events":[{"type":"${name}.hello","data":{"text":"It works"}}]}'`;

function Copyable({ text, label }: { text: string; label: string }) {
  return (
    <div className="bg-sunken rounded-control flex items-center gap-2 p-2 text-xs">
      <code className="min-w-0 flex-1 break-all">{text}</code>
      <CopyButton value={text} label={label} text="Copy" />
    </div>
  );
}

function NewToken({ create, endpoint }: { create: TokenActions["create"]; endpoint: string }) {
  const [pending, start] = useTransition();
  const [name, setName] = useState("");
  const [days, setDays] = useState("90");
  const [error, setError] = useState<string>();
  const [made, setMade] = useState<{ name: string; token: string } | null>(null);
  const make = () =>
    start(async () => {
      const result = await answerOf(create(name.trim(), Number(days)), "the token was created");
      setError(result.ok ? undefined : result.message);
      setMade(result.ok ? result.value : null);
      if (result.ok) setName("");
    });
  return (
    <section className="grid grid-cols-1 gap-3" aria-labelledby="new-token">
      <h2 id="new-token" className="text-base font-semibold">
        Create a token
      </h2>
      <form
        className="grid grid-cols-1 items-start gap-x-3 gap-y-4 sm:grid-cols-[minmax(0,24rem)_10rem_auto]"
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
        <SelectField
          label="Expires after"
          value={days}
          onChange={(event) => setDays(event.target.value)}
          options={LIFETIMES}
        />
        <Button
          variant="primary"
          type="submit"
          className="w-fit sm:mt-6"
          pending={pending}
          disabled={name.trim() === ""}
        >
          Create token
        </Button>
      </form>
      <div aria-live="polite" className="grid gap-2 empty:hidden">
        {made ? (
          <>
            <p className="text-sm font-medium">Copy the token now. It is shown only once.</p>
            <Copyable text={made.token} label="Copy the token" />
            <p className="text-muted text-xs">Try it:</p>
            <Copyable text={sampleCall(endpoint, made.name, made.token)} label="Copy the command" />
          </>
        ) : null}
      </div>
    </section>
  );
}

function TokenRow({ token, revoke }: { token: TokenView; revoke: TokenActions["revoke"] }) {
  const [pending, start] = useTransition();
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const toast = useToast();
  const end = () =>
    start(async () => {
      const result = await answerOf(revoke(token.id), "the token was revoked");
      setProblem(result.ok ? null : result.message);
      if (!result.ok) return;
      setAsking(false);
      toast.success(`The token ${token.name} was revoked.`);
    });
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2">
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
          {token.createdBy === null ? null : ` · created by ${token.createdBy}`}
        </p>
        <p className={token.stopped ? "text-danger-ink text-xs" : "text-muted text-xs"}>
          {token.stopped ? (
            STOPPED[token.stopped]
          ) : (
            <>
              Expires <RelativeTime atMs={token.expiresAtMs} timeZone="UTC" />
            </>
          )}
        </p>
      </div>
      <Button size="sm" variant="ghost" onClick={() => setAsking(true)}>
        Revoke
      </Button>
      <LazyDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Revoke the token ${token.name}?`}
        problem={problem}
      >
        <p className="text-sm">
          Requests with this token are refused at once. This cannot be undone.
        </p>
        <div className="flex justify-end gap-2">
          <Button onClick={() => setAsking(false)}>Cancel</Button>
          <Button variant="danger" onClick={end} pending={pending}>
            Revoke token
          </Button>
        </div>
      </LazyDialog>
    </li>
  );
}

/** Tokens of the workspace, and a form that creates one. */
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
    <div className="grid gap-8">
      <NewToken create={actions.create} endpoint={endpoint} />
      <section className="grid grid-cols-1 gap-3" aria-labelledby="tokens">
        <h2 id="tokens" className="text-base font-semibold">
          Tokens
        </h2>
        {tokens.length === 0 ? (
          <p className="text-muted">No API tokens yet.</p>
        ) : (
          <Rows>
            {tokens.map((token) => (
              <TokenRow key={token.id} token={token} revoke={actions.revoke} />
            ))}
          </Rows>
        )}
      </section>
    </div>
  );
}
