import { endpointPlace } from "@/lib/connections/vault";
import { AppError } from "@/lib/core/errors";
import { logger } from "@/lib/core/server/logger";
import { findConnection, setConnectionStatus } from "@/lib/db/connections";
import type { Database } from "@/lib/db/database";
import { findWebhookEndpoint, quarantineDelivery } from "@/lib/db/ingest-store";
import { openSecret } from "@/lib/db/secrets";
import { receive, type Answer, type IngestPorts } from "@/lib/ingest/receive";
import { sealedName } from "@/lib/providers/auth";
import { getProvider, isProviderId } from "@/lib/providers/registry";
import type { ProviderAdapter } from "@/lib/providers/types";
import { publishConnectionEvent } from "@/lib/verbs/connections/events";
import type { Services } from "@/lib/verbs/types";

const isUuid = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

const PATIENCE_MS = 8000;

/** Providers wait some ten seconds for an answer. One that is too late here is sent again, and then found stored. */
async function withTimeout<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new AppError("unavailable", "The database did not answer in time.")),
      PATIENCE_MS,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

type Endpoint = NonNullable<Awaited<ReturnType<typeof findWebhookEndpoint>>>;

/** Under which name the pasted field that signs is sealed, where a provider signs with one. */
function signingField({ manifest, webhook }: ProviderAdapter): string | undefined {
  const scheme = manifest.auth.find(({ kind }) => kind === "key");
  const fields = scheme?.kind === "key" ? scheme.fields : [];
  const field = fields.find(({ name }) => name === webhook?.signedWith);
  return field && sealedName(field);
}

function ports(services: Services): IngestPorts {
  const service: Database["withService"] = (work) => withTimeout(services.db.withService(work));
  const signingSecret = async (provider: string, found: Endpoint): Promise<string | undefined> => {
    const field = isProviderId(provider) && signingField(getProvider(provider));
    if (!field) {
      const place = endpointPlace(found.workspace, found.connection);
      return services.vault.open(found.sealed, place).value;
    }
    const place = { workspaceId: found.workspace, connectionId: found.connection, field };
    return service((trx) => openSecret(trx, services.vault, place));
  };
  return {
    provider: (id) => (isProviderId(id) ? getProvider(id) : undefined),
    async secrets(provider, endpoint) {
      if (endpoint === null) {
        const platform = services.webhookSecrets(provider);
        return {
          secrets: platform.map((secret, at) => ({ kid: `platform-${at}`, secret })),
          only: null,
        };
      }
      if (!isUuid(endpoint)) return undefined;
      const found = await service((trx) => findWebhookEndpoint(trx, endpoint));
      if (!found) return undefined;
      const secret = await signingSecret(provider, found);
      return { secrets: secret === undefined ? [] : [{ kid: "connection", secret }], only: found };
    },
    async routes(provider, account, livemode) {
      const rows = await withTimeout(
        services.deliveries.routesOf({ provider, accountId: account, livemode }),
      );
      return rows.map((row) => ({
        connection: row.id,
        workspace: row.workspaceId,
        account: row.accountId,
        livemode: row.livemode,
      }));
    },
    address: (provider, endpoint) =>
      `${services.env.appUrl}/api/webhooks/${provider}${endpoint === null ? "" : `/${endpoint}`}`,
    publish: (event) => withTimeout(services.publisher.publish(event)),
    quarantine: (delivery) => service((trx) => quarantineDelivery(trx, delivery)),
    async revoked(route, at) {
      const row = await service(async (trx) => {
        const connection = await findConnection(trx, route.workspace, route.connection);
        // An authorisation that ended before this connection was made says nothing about it.
        if (!connection || connection.connectedAt > new Date(at.getTime() + 1000)) return undefined;
        return (await setConnectionStatus(
          trx,
          connection.id,
          "revoked",
          "Access was withdrawn at the provider.",
        ))
          ? connection
          : undefined;
      });
      if (row)
        await publishConnectionEvent(services, row, "revoked", {
          kind: "provider",
          id: row.provider,
        });
    },
    delivered: (connections, at) => services.deliveries.note(connections, at),
    now: services.now,
  };
}

/** Receives one webhook delivery. Whatever fails on our side is 503, so that the provider sends it again. */
export async function receiveWebhook(
  services: Services,
  request: Request,
  provider: string,
  endpoint: string | null,
): Promise<Answer> {
  try {
    return await receive(ports(services), request, provider, endpoint);
  } catch (err) {
    if (!(err instanceof AppError)) logger.error({ err, provider }, "webhook not stored");
    services.sweepSoon();
    return {
      status: 503,
      headers: { "retry-after": "10" },
      body: {
        error: { code: "unavailable", message: "The event could not be stored. Send it again." },
      },
    };
  }
}
