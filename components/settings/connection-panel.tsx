"use client";

import { useState, useTransition, type ReactNode } from "react";

import { Badge } from "@/components/ui/badge";
import { Banner } from "@/components/ui/banner";
import { Button, buttonClass } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { RelativeTime } from "@/components/ui/relative-time";

import { DisconnectDialog } from "./disconnect-dialog";
import type { ConnectionStatus, ConnectionView, CredentialActions } from "./types";
import { WebhookForm } from "./webhook-form";

const STATUS: Readonly<
  Record<ConnectionStatus, { tone: "success" | "warning" | "danger" | "neutral"; label: string }>
> = {
  active: { tone: "success", label: "Connected" },
  degraded: { tone: "warning", label: "Not answering" },
  needs_reauth: { tone: "danger", label: "Needs to be connected again" },
  revoked: { tone: "neutral", label: "Disconnected" },
};

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-muted text-xs">{term}</dt>
      <dd className="mt-0.5 flex min-h-6 items-center gap-1 text-sm wrap-anywhere">{children}</dd>
    </div>
  );
}

function WebhookHealth({ connection }: { connection: ConnectionView }) {
  if (!connection.lastWebhookAt) return <span>No event has arrived yet</span>;
  return (
    <span>
      Last event{" "}
      <RelativeTime
        atMs={Date.parse(connection.lastWebhookAt)}
        timeZone={connection.timeZone ?? "UTC"}
      />
      {connection.sweptEvents > 0 ? `, ${connection.sweptEvents} caught up` : ""}
    </span>
  );
}

function Facts({ connection }: { connection: ConnectionView }) {
  const country = connection.country
    ? (new Intl.DisplayNames(["en"], { type: "region" }).of(connection.country) ??
      connection.country)
    : null;
  return (
    <dl className="grid grid-cols-[repeat(auto-fit,minmax(11rem,1fr))] gap-x-6 gap-y-3">
      <Fact term="Account">
        <code className="truncate text-xs">{connection.accountId}</code>
        <CopyButton value={connection.accountId} label="Copy the account id" />
      </Fact>
      {country ? <Fact term="Country">{country}</Fact> : null}
      {connection.livemode === null ? null : (
        <Fact term="Mode">{connection.livemode ? "Live" : "Test"}</Fact>
      )}
      <Fact term="Access">
        <span className="min-w-0 wrap-anywhere">
          {connection.keyHint ? `Key ${connection.keyHint}` : connection.access}
        </span>
      </Fact>
      <Fact term="Connected">
        <RelativeTime
          atMs={Date.parse(connection.connectedAt)}
          timeZone={connection.timeZone ?? "UTC"}
        />
      </Fact>
      <Fact term="Webhooks">
        <WebhookHealth connection={connection} />
      </Fact>
      {connection.timeZone ? <Fact term="Time zone">{connection.timeZone}</Fact> : null}
    </dl>
  );
}

function Problems({
  connection: { lastError, sweepError },
  providerName,
}: {
  connection: ConnectionView;
  providerName: string;
}) {
  return (
    <>
      {lastError ? <Banner tone="danger">{lastError}</Banner> : null}
      {sweepError ? (
        <Banner tone="warning">
          {providerName} did not list the events that may have been missed: {sweepError}
        </Banner>
      ) : null}
    </>
  );
}

interface PanelActionsProps {
  connection: ConnectionView;
  reconnectUrl: string | null;
  canEdit: boolean;
  testing: boolean;
  onTest: () => void;
  onDisconnect: () => void;
}

function PanelActions({ connection, reconnectUrl, canEdit, ...on }: PanelActionsProps) {
  const revoked = connection.status === "revoked";
  const broken = connection.status !== "active";
  return (
    <div className="flex flex-wrap gap-2">
      {revoked ? null : (
        <Button onClick={on.onTest} pending={on.testing}>
          {on.testing ? "Testing…" : "Test connection"}
        </Button>
      )}
      {connection.authKind === "oauth" && reconnectUrl && canEdit ? (
        // One that works may still lack a permission that was added later.
        <a
          href={reconnectUrl}
          className={buttonClass({ variant: broken ? "primary" : "secondary" })}
        >
          Connect again
        </a>
      ) : null}
      {canEdit && !revoked ? (
        <Button variant="ghost" onClick={on.onDisconnect}>
          Disconnect
        </Button>
      ) : null}
    </div>
  );
}

/** One connected account: what it is, how it is, and what can be done with it. */
export function ConnectionPanel({
  connection,
  providerName,
  reconnectUrl,
  canRevoke,
  canEdit,
  actions,
}: {
  connection: ConnectionView;
  providerName: string;
  reconnectUrl: string | null;
  canRevoke: boolean;
  canEdit: boolean;
  actions: CredentialActions;
}) {
  const [pending, start] = useTransition();
  const [said, setSaid] = useState<{ tone: "success" | "danger"; message: string } | null>(null);
  const [asking, setAsking] = useState(false);
  const { tone, label } = STATUS[connection.status];
  const test = () =>
    start(async () => {
      const result = await actions.test(connection.id);
      setSaid(
        result.ok
          ? {
              tone: "success",
              message: `${providerName} answered as ${result.value.label} in ${result.value.ms} ms.`,
            }
          : { tone: "danger", message: result.message },
      );
    });
  const revoked = connection.status === "revoked";
  return (
    <section
      aria-label={`${providerName}: ${connection.label || connection.accountId}`}
      className="border-line grid gap-4 border-t pt-4"
    >
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="font-medium">{connection.label || connection.accountId}</h3>
        <Badge tone={tone}>{label}</Badge>
      </div>
      {revoked ? null : <Problems connection={connection} providerName={providerName} />}
      {revoked ? null : <Facts connection={connection} />}
      <div aria-live="polite" className="empty:hidden">
        {said ? <Banner tone={said.tone}>{said.message}</Banner> : null}
      </div>
      <PanelActions
        connection={connection}
        reconnectUrl={reconnectUrl}
        canEdit={canEdit}
        testing={pending}
        onTest={test}
        onDisconnect={() => setAsking(true)}
      />
      {connection.webhook && canEdit && !revoked ? (
        <WebhookForm
          connectionId={connection.id}
          setup={connection.webhook}
          save={actions.setWebhookSecret}
        />
      ) : null}
      {asking ? (
        <DisconnectDialog
          connection={connection}
          providerName={providerName}
          canRevoke={canRevoke}
          disconnect={actions.disconnect}
          effects={actions.disconnectEffects}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </section>
  );
}
