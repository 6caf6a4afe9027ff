"use client";

import { useState, useTransition } from "react";

import { Banner } from "@/components/ui/banner";
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

/** Says what stops before it stops. */
export function DisconnectDialog({
  connection,
  providerName,
  canRevoke,
  disconnect,
  onClose,
}: {
  connection: ConnectionView;
  providerName: string;
  /** Whether the provider can be told. */
  canRevoke: boolean;
  disconnect: CredentialActions["disconnect"];
  onClose: () => void;
}) {
  const [pending, start] = useTransition();
  const [problem, setProblem] = useState<string | null>(null);
  const confirm = () =>
    start(async () => {
      const result = await disconnect(connection.id);
      if (result.ok) onClose();
      else setProblem(result.message);
    });
  return (
    <LazyDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Disconnect ${connection.label || connection.accountId} from ${providerName}?`}
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
        <li>New events of this account are no longer received.</li>
        <li>{whatHappens(connection, providerName, canRevoke)}</li>
        <li>What is in the event log stays.</li>
      </ul>
      {problem ? <Banner tone="danger">{problem}</Banner> : null}
    </LazyDialog>
  );
}
