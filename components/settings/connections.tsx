import { AppMark } from "@/components/ui/app-mark";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";

import { ConnectionPanel } from "./connection-panel";
import { KeyForm } from "./key-form";
import type { CredentialActions, ProviderView } from "./types";

const connectUrl = ({ id }: ProviderView) => `/api/auth/${id}`;
const isConnected = ({ connections }: ProviderView) =>
  connections.some(({ status }) => status !== "revoked");

function NotConfigured({ provider }: { provider: ProviderView }) {
  return (
    <div className="bg-sunken rounded-control p-3">
      <p>
        To offer “Connect {provider.name}”, set these environment variables and restart the server:
      </p>
      <ul className="mt-2 grid gap-1">
        {provider.missing.map((name) => (
          <li key={name}>
            <code className="text-xs">{name}</code>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** An app that can be connected: by consent at the app, or with a pasted key. */
function AddApp({
  provider,
  canEdit,
  actions,
}: {
  provider: ProviderView;
  canEdit: boolean;
  actions: CredentialActions;
}) {
  const connected = isConnected(provider);
  return (
    <Card className="gap-3 p-4" aria-label={provider.name}>
      <div className="flex flex-wrap items-center gap-3">
        <AppMark id={provider.id} />
        <div className="min-w-0 flex-1">
          <h3 className="font-medium">{provider.name}</h3>
          <p className="text-muted text-xs">{provider.description}</p>
        </div>
        {provider.canConnect && canEdit ? (
          <a href={connectUrl(provider)} className={buttonClass({})}>
            {connected ? "Connect another account" : `Connect ${provider.name}`}
          </a>
        ) : null}
      </div>
      {provider.canConnect || provider.missing.length === 0 ? null : (
        <NotConfigured provider={provider} />
      )}
      {provider.keyForm && canEdit ? (
        <KeyForm
          provider={provider.id}
          form={provider.keyForm}
          isOpen={!connected && provider.missing.length === 0 && !provider.canConnect}
          emulator={
            provider.emulator === null ? null : { name: provider.name, url: provider.emulator }
          }
          connect={actions.connectKey}
        />
      ) : null}
    </Card>
  );
}

/** The connected accounts of a workspace, and the apps that can be added. */
export function Connections({
  providers,
  canEdit,
  actions,
}: {
  providers: readonly ProviderView[];
  canEdit: boolean;
  actions: CredentialActions;
}) {
  const connected = providers.flatMap((provider) =>
    provider.connections.map((connection) => ({ provider, connection })),
  );
  const present = providers.filter(isConnected);
  const missing = providers.filter((provider) => !isConnected(provider));
  const cardsOf = (shown: readonly ProviderView[]) => (
    <div className="grid grid-cols-1 items-start gap-2 lg:grid-cols-2">
      {shown.map((provider) => (
        <AddApp key={provider.id} provider={provider} canEdit={canEdit} actions={actions} />
      ))}
    </div>
  );
  return (
    <div className="grid grid-cols-1 gap-8">
      {canEdit ? null : (
        <p className="text-muted">
          Only admins and owners of the workspace can change connections.
        </p>
      )}
      {connected.length > 0 ? (
        <ul className="border-line bg-surface rounded-card divide-line divide-y border">
          {connected.map(({ provider, connection }) => (
            <li key={connection.id}>
              <ConnectionPanel
                connection={connection}
                provider={provider}
                reconnectUrl={provider.canConnect ? connectUrl(provider) : null}
                canEdit={canEdit}
                actions={actions}
              />
            </li>
          ))}
        </ul>
      ) : null}
      {missing.length > 0 ? (
        <section aria-labelledby="add-app" className="grid grid-cols-1 gap-3">
          <h2 id="add-app" className="text-base font-semibold">
            {connected.length > 0 ? "Add an app" : "Connect your first app"}
          </h2>
          {cardsOf(missing)}
        </section>
      ) : null}
      {canEdit && present.length > 0 ? (
        <details>
          <summary className="text-muted hover:text-ink w-fit cursor-pointer py-1 font-medium">
            Connect another account
          </summary>
          <p className="text-muted pt-1 pb-3">
            Each step of an automation can choose between the accounts of its app.
          </p>
          {cardsOf(present)}
        </details>
      ) : null}
    </div>
  );
}
