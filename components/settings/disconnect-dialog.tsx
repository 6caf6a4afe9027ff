"use client";

import type { Route } from "next";
import Link from "next/link";
import { useEffect, useState, useTransition } from "react";

import { answerOf } from "@/components/ui/answer-of";
import { Button } from "@/components/ui/button";
import { LazyDialog } from "@/components/ui/lazy-dialog";

import type { ConnectionView, CredentialActions } from "./types";

function whatHappens({ authKind }: ConnectionView, provider: string, canRevoke: boolean): string {
  if (authKind === "key")
    return "The key is deleted here. It stays valid until you roll it at the provider.";
  return canRevoke
    ? `${provider} is told to end this dashboard's access, unless another workspace of the dashboard still uses the account. If it cannot be told, the connection stays.`
    : `The tokens are deleted here. ${provider} has no call to end the access: remove the app there too, among your connected apps.`;
}

/** Automations that will break: `null` while it is not known. */
function useEffects(id: string, effects: CredentialActions["disconnectEffects"]) {
  const [broken, setBroken] = useState<readonly { id: string; name: string }[] | null>(null);
  useEffect(() => {
    let isCurrent = true;
    const ask = async () => {
      const result = await answerOf(effects(id));
      if (isCurrent && result.ok) setBroken(result.value);
    };
    void ask();
    return () => {
      isCurrent = false;
    };
  }, [id, effects]);
  return broken;
}

/** Names the automations that stop working. */
function BrokenAutomations({ broken }: { broken: ReturnType<typeof useEffects> }) {
  if (broken === null) return null;
  if (broken.length === 0) return <li>No enabled automation needs this account.</li>;
  return (
    <li className="text-ink">
      {broken.length === 1 ? "This automation stops working:" : "These automations stop working:"}
      <ul className="list-disc pl-5">
        {broken.map(({ id, name }) => (
          <li key={id}>
            <Link
              href={`/automations/${id}` as Route}
              className="inline-block py-0.5 underline underline-offset-4"
            >
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </li>
  );
}

/** Says what stops before it stops. */
export function DisconnectDialog({
  connection,
  providerName,
  canRevoke,
  disconnect,
  effects,
  onClose,
}: {
  connection: ConnectionView;
  providerName: string;
  /** True if the provider can be told. */
  canRevoke: boolean;
  disconnect: CredentialActions["disconnect"];
  effects: CredentialActions["disconnectEffects"];
  onClose: () => void;
}) {
  const [pending, start] = useTransition();
  const [problem, setProblem] = useState<string | null>(null);
  const [deleteCopy, setDeleteCopy] = useState(false);
  const broken = useEffects(connection.id, effects);
  const confirm = () =>
    start(async () => {
      const result = await answerOf(
        disconnect(connection.id, deleteCopy),
        "the account was disconnected",
      );
      if (result.ok) onClose();
      else setProblem(result.message);
    });
  return (
    <LazyDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Disconnect ${connection.label || connection.accountId} from ${providerName}?`}
      problem={problem}
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button variant="danger" onClick={confirm} pending={pending}>
            {pending ? "Disconnecting…" : "Disconnect"}
          </Button>
        </>
      }
    >
      <ul className="text-muted list-disc space-y-1 pl-5 text-sm">
        <li>Widgets that show this account stop and say so.</li>
        <BrokenAutomations broken={broken} />
        <li>New events of this account are no longer received.</li>
        <li>{whatHappens(connection, providerName, canRevoke)}</li>
        <li>What is in the event log stays.</li>
      </ul>
      {connection.dataHref === null ? null : (
        <label className="flex min-h-11 items-center gap-2 text-sm">
          <input
            type="checkbox"
            checked={deleteCopy}
            onChange={({ target }) => setDeleteCopy(target.checked)}
          />
          Also delete the imported payments, customers and other objects
        </label>
      )}
    </LazyDialog>
  );
}
