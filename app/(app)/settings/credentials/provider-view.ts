import type { ConnectionView, ProviderView } from "@/components/settings/types";
import type { listConnections } from "@/lib/verbs/connections/list";

type Listed = Awaited<ReturnType<typeof listConnections.run>>[number];
type ConnectionRow = Listed["connections"][number];

const iso = (date: Date | null) => date?.toISOString() ?? null;

const toConnectionView = (row: ConnectionRow): ConnectionView => ({
  id: row.id,
  label: row.label,
  accountId: row.accountId,
  country: row.country,
  currency: row.currency,
  timeZone: row.timeZone,
  livemode: row.livemode,
  authKind: row.authKind,
  keyHint: row.keyHint,
  scope: row.scope,
  status: row.status,
  lastError: row.lastError,
  connectedAt: row.connectedAt.toISOString(),
  lastOkAt: iso(row.lastOkAt),
  lastWebhookAt: iso(row.lastWebhookAt),
  lastSweepAt: iso(row.lastSweepAt),
  sweptEvents: row.sweptEvents,
});

/** A provider with its connections as plain rows for the settings page. */
export function toProviderView({ manifest, canConnect, connections }: Listed): ProviderView {
  const prefix = manifest.id.toUpperCase().replaceAll("-", "_");
  return {
    id: manifest.id,
    name: manifest.name,
    description: manifest.description,
    icon: manifest.icon,
    docsUrl: manifest.docsUrl,
    takesKey: manifest.auth.some(({ kind }) => kind === "key"),
    canConnect,
    missing: canConnect
      ? []
      : ["CLIENT_ID", "SECRET_KEY", "WEBHOOK_SECRET"].map((name) => `${prefix}_${name}`),
    connections: connections.map(toConnectionView),
  };
}
