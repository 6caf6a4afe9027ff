"use client";

import type { Route } from "next";
import Link from "next/link";
import { useState, useTransition, type ReactNode } from "react";

import { AppMark } from "@/components/ui/app-mark";
import { Badge } from "@/components/ui/badge";
import { Banner } from "@/components/ui/banner";
import { Button, buttonClass } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { RelativeTime } from "@/components/ui/relative-time";
import type { ConnectionStatus } from "@/lib/contracts/connection";

import { DisconnectDialog } from "./disconnect-dialog";
import type { ConnectionView, CredentialActions, ProviderView } from "./types";
import { WebhookForm } from "./webhook-form";

const STATUS: Readonly<
  Record<ConnectionStatus, { tone: "success" | "warning" | "danger" | "neutral"; label: string }>
> = {
  active: { tone: "success", label: "Working" },
  degraded: { tone: "warning", label: "Not responding" },
  needs_reauth: { tone: "danger", label: "Connect again" },
  revoked: { tone: "neutral", label: "Disconnected" },
};

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="grid min-w-0 grid-cols-[6.5rem_minmax(0,1fr)] items-center gap-x-2">
      <dt className="text-muted">{term}</dt>
      <dd className="flex min-h-7 items-center gap-1 wrap-anywhere">{children}</dd>
    </div>
  );
}

function WebhookHealth({ connection }: { connection: ConnectionView }) {
  if (!connection.lastWebhookAt) return <span>No event yet</span>;
  return (
    <span>
      Last event{" "}
      <RelativeTime
        atMs={Date.parse(connection.lastWebhookAt)}
        timeZone={connection.timeZone ?? "UTC"}
      />
      {connection.sweptEvents > 0 ? `, ${connection.sweptEvents} fetched later` : ""}
    </span>
  );
}

function Facts({ connection }: { connection: ConnectionView }) {
  const country = connection.country
    ? (new Intl.DisplayNames(["en"], { type: "region" }).of(connection.country) ??
      connection.country)
    : null;
  return (
    <dl className="grid grid-cols-[repeat(auto-fit,minmax(min(20rem,100%),1fr))] gap-x-6">
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
          Missed events could not be fetched from {providerName}: {sweepError}
        </Banner>
      ) : null}
    </>
  );
}

/** The app, the account and how the connection works. */
function Status({
  connection,
  providerId,
  providerName,
}: {
  connection: ConnectionView;
  providerId: string;
  providerName: string;
}) {
  const { tone, label } = STATUS[connection.status];
  return (
    <>
      <AppMark id={providerId} />
      <div className="min-w-0 flex-1 basis-48">
        <h2 className="font-medium">{providerName}</h2>
        <p className="text-muted text-xs break-words">{connection.label || connection.accountId}</p>
      </div>
      <div className="min-w-0 flex-1 basis-48">
        <Badge tone={tone}>{label}</Badge>
        {connection.status === "revoked" ? null : (
          <p className="text-muted text-xs">
            <WebhookHealth connection={connection} />
          </p>
        )}
      </div>
      <div className="min-w-0 flex-1 basis-44 max-md:basis-full">
        {connection.dataHref === null ? null : (
          <Link href={connection.dataHref as Route} className="text-link w-fit hover:underline">
            Imported data
          </Link>
        )}
        {connection.status === "revoked" ? null : <UsedBy automations={connection.automations} />}
      </div>
    </>
  );
}

/** Says which automations use the account. */
function UsedBy({ automations }: Pick<ConnectionView, "automations">) {
  if (automations.length === 0) return <p className="text-muted">Not used by an automation</p>;
  return (
    <details>
      <summary className="text-muted min-h-6 w-fit cursor-pointer py-0.5">
        Used by {automations.length} {automations.length === 1 ? "automation" : "automations"}
      </summary>
      <ul className="grid gap-0.5 pt-1">
        {automations.map(({ id, name }) => (
          <li key={id}>
            <Link
              href={`/automations/${id}` as Route}
              className="text-link inline-block py-0.5 wrap-anywhere hover:underline"
            >
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </details>
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
    <div className="flex flex-wrap gap-2 lg:w-72 lg:justify-end">
      {revoked ? null : (
        <Button onClick={on.onTest} pending={on.testing} aria-label="Test connection">
          {on.testing ? "Testing…" : "Test"}
        </Button>
      )}
      {connection.authKind === "oauth" && reconnectUrl && canEdit ? (
        // A working connection may lack a permission that the app added later.
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

/** One connected account: its status, its actions and, folded, its details. */
export function ConnectionPanel({
  connection,
  provider: { id: providerId, name: providerName, canRevoke },
  reconnectUrl,
  canEdit,
  actions,
}: {
  connection: ConnectionView;
  provider: ProviderView;
  reconnectUrl: string | null;
  canEdit: boolean;
  actions: CredentialActions;
}) {
  const [pending, start] = useTransition();
  const [said, setSaid] = useState<{ tone: "success" | "danger"; message: string } | null>(null);
  const [asking, setAsking] = useState(false);
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
      className="grid grid-cols-1 gap-3 p-4"
    >
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <Status connection={connection} providerId={providerId} providerName={providerName} />
        <PanelActions
          connection={connection}
          reconnectUrl={reconnectUrl}
          canEdit={canEdit}
          testing={pending}
          onTest={test}
          onDisconnect={() => setAsking(true)}
        />
      </div>
      {revoked ? null : <Problems connection={connection} providerName={providerName} />}
      <div aria-live="polite" className="empty:hidden">
        {said ? <Banner tone={said.tone}>{said.message}</Banner> : null}
      </div>
      {revoked ? null : (
        <details>
          <summary className="text-muted min-h-6 w-fit cursor-pointer py-1 text-xs font-medium">
            Details
          </summary>
          <div className="pt-1">
            <Facts connection={connection} />
          </div>
        </details>
      )}
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
