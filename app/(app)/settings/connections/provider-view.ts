import type { ConnectionView, ProviderView, WebhookSetup } from "@/components/settings/types";
import { envPrefix } from "@/lib/core/server/provider-env";
import type { listConnections } from "@/lib/verbs/connections/list";

type Listed = Awaited<ReturnType<typeof listConnections.run>>[number];
type ConnectionRow = Listed["connections"][number];

const iso = (date: Date | null) => date?.toISOString() ?? null;

function webhookOf({ webhook }: Listed, row: ConnectionRow): WebhookSetup | null {
  if (!webhook || (row.authKind === "oauth" && webhook.consentEndpoint === "platform")) return null;
  const { setup, takesSecret } = webhook;
  return { instruction: setup.instruction, placeholder: setup.placeholder ?? "", takesSecret };
}

const toConnectionView = (listed: Listed, row: ConnectionRow): ConnectionView => ({
  id: row.id,
  label: row.label,
  accountId: row.accountId,
  country: row.country,
  currency: row.currency,
  timeZone: row.timeZone,
  livemode: listed.manifest.hasModes ? row.livemode : null,
  authKind: row.authKind,
  keyHint: row.keyHint,
  access: listed.manifest.scopeLabels?.[row.scope] ?? row.scope.split(/[ ,]+/).join(", "),
  webhook: webhookOf(listed, row),
  status: row.status,
  lastError: row.lastError,
  connectedAt: row.connectedAt.toISOString(),
  lastOkAt: iso(row.lastOkAt),
  lastWebhookAt: iso(row.lastWebhookAt),
  lastSweepAt: iso(row.lastSweepAt),
  sweptEvents: row.sweptEvents,
  sweepError: row.sweepError,
  dataHref: listed.hasCopy ? `/settings/connections/${row.id}` : null,
  automations: row.automations,
});

function keyFormOf({ manifest }: Listed): ProviderView["keyForm"] {
  const scheme = manifest.auth.find(({ kind }) => kind === "key");
  if (scheme?.kind !== "key") return null;
  const fields = scheme.fields.map(({ name, label, placeholder, hint, secret, optional }) => ({
    name,
    label,
    placeholder: placeholder ?? "",
    hint: hint ?? "",
    secret,
    optional: optional ?? false,
  }));
  return { title: scheme.title, description: scheme.description, fields };
}

/** The variables that a consent page needs; none where there is no such page. */
function missingOf({ manifest, hasConsent, canConnect }: Listed): readonly string[] {
  if (canConnect || !hasConsent) return [];
  const { clientSecret = "CLIENT_SECRET", webhookSecret } = manifest.variables ?? {};
  const names = ["CLIENT_ID", clientSecret, ...(webhookSecret ? [webhookSecret] : [])];
  return names.map((name) => `${envPrefix(manifest.id)}${name}`);
}

/** A provider with its connections as plain rows for the settings page. */
export function toProviderView(listed: Listed): ProviderView {
  const { manifest, canConnect, canRevoke, connections } = listed;
  return {
    id: manifest.id,
    name: manifest.name,
    description: manifest.description,
    docsUrl: manifest.docsUrl,
    keyForm: keyFormOf(listed),
    emulator: listed.emulator,
    canConnect,
    canRevoke,
    missing: missingOf(listed),
    connections: connections.map((row) => toConnectionView(listed, row)),
  };
}
