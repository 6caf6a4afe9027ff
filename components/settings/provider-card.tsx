import { Badge } from "@/components/ui/badge";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";

import { ConnectionPanel } from "./connection-panel";
import { KeyForm } from "./key-form";
import type { CredentialActions, ProviderView } from "./types";

function NotConfigured({ provider }: { provider: ProviderView }) {
  return (
    <div className="bg-sunken rounded-md p-3 text-sm">
      <p>To offer “Connect {provider.name}”, set these environment variables and start again:</p>
      <ul className="mt-2 space-y-1">
        {provider.missing.map((name) => (
          <li key={name}>
            <code className="text-xs">{name}</code>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A provider: how to connect it, and the accounts that are connected. */
export function ProviderCard({
  provider,
  canEdit,
  actions,
}: {
  provider: ProviderView;
  canEdit: boolean;
  actions: CredentialActions;
}) {
  const connected = provider.connections.filter(({ status }) => status !== "revoked");
  const connectUrl = `/api/auth/${provider.id}`;
  return (
    <Card className="gap-4 p-5">
      <div className="flex flex-wrap items-start gap-4">
        <svg
          viewBox="0 0 24 24"
          className="bg-sunken size-10 shrink-0 rounded-lg fill-current p-2"
          aria-hidden="true"
        >
          <path d={provider.icon} />
        </svg>
        <div className="min-w-0 flex-1 basis-60">
          <div className="flex flex-wrap items-center gap-2">
            <h2 className="font-semibold">{provider.name}</h2>
            {connected.length === 0 ? <Badge tone="neutral">Not connected</Badge> : null}
          </div>
          <p className="text-muted mt-0.5 text-sm">{provider.description}</p>
          <p className="text-muted mt-0.5 text-xs">{provider.grade}</p>
        </div>
        {provider.canConnect && canEdit ? (
          <a href={connectUrl} className={buttonClass({ variant: "primary" })}>
            {connected.length === 0 ? `Connect ${provider.name}` : "Connect another account"}
          </a>
        ) : null}
      </div>
      {provider.canConnect || provider.missing.length === 0 ? null : (
        <NotConfigured provider={provider} />
      )}
      {provider.connections.map((connection) => (
        <ConnectionPanel
          key={connection.id}
          connection={connection}
          providerName={provider.name}
          reconnectUrl={provider.canConnect ? connectUrl : null}
          canRevoke={provider.canRevoke}
          canEdit={canEdit}
          actions={actions}
        />
      ))}
      {provider.keyForm && canEdit ? (
        <KeyForm
          provider={provider.id}
          form={provider.keyForm}
          isOpen={connected.length === 0 && provider.missing.length === 0 && !provider.canConnect}
          emulator={
            provider.emulator === null ? null : { name: provider.name, url: provider.emulator }
          }
          connect={actions.connectKey}
        />
      ) : null}
      {canEdit ? null : (
        <p className="text-muted text-sm">
          Only admins and owners of the workspace can change connections.
        </p>
      )}
    </Card>
  );
}
