import { endpointPlace } from "@/lib/connections/vault";
import { isUuid } from "@/lib/core/ids";
import { findWebhookEndpoint } from "@/lib/db/ingest-store";
import { openSecret } from "@/lib/db/secrets";
import { sealedName } from "@/lib/providers/auth";
import { getProvider, isProviderId } from "@/lib/providers/registry";
import type { ProviderAdapter, WebhookSecret } from "@/lib/providers/types";
import type { Services } from "@/lib/verbs/types";

import { inService } from "./with-timeout";

/** A connection that an incoming event belongs to. */
export interface Route {
  readonly connection: string;
  readonly workspace: string;
  readonly account: string;
  readonly livemode: boolean;
}

type Endpoint = NonNullable<Awaited<ReturnType<typeof findWebhookEndpoint>>>;

/** Under which name the pasted field that signs is sealed, where a provider signs with one. */
function signingField({ manifest, webhook }: ProviderAdapter): string | undefined {
  const scheme = manifest.auth.find(({ kind }) => kind === "key");
  const fields = scheme?.kind === "key" ? scheme.fields : [];
  const field = fields.find(({ name }) => name === webhook?.signedWith);
  return field && sealedName(field);
}

function endpointSecret(
  services: Services,
  provider: string,
  found: Endpoint,
): Promise<string | undefined> {
  const field = isProviderId(provider) && signingField(getProvider(provider));
  if (!field) {
    const place = endpointPlace(found.workspace, found.connection);
    return Promise.resolve(services.vault.open(found.sealed, place).value);
  }
  const place = { workspaceId: found.workspace, connectionId: found.connection, field };
  return inService(services, (trx) => openSecret(trx, services.vault, place));
}

/** The secrets that may sign a delivery, and the one connection that they verify; `null`: those of the whole platform. */
interface SigningSecrets {
  readonly secrets: readonly WebhookSecret[];
  readonly only: Route | null;
}

/** The platform's secrets, or those of one endpoint. `undefined`: there is no such endpoint. */
export async function signingSecrets(
  services: Services,
  provider: string,
  endpoint: string | null,
): Promise<SigningSecrets | undefined> {
  if (endpoint === null) {
    const platform = services.webhookSecrets(provider);
    return {
      secrets: platform.map((secret, at) => ({ kid: `platform-${at}`, secret })),
      only: null,
    };
  }
  if (!isUuid(endpoint)) return undefined;
  const found = await inService(services, (trx) => findWebhookEndpoint(trx, endpoint));
  if (!found) return undefined;
  const secret = await endpointSecret(services, provider, found);
  return { secrets: secret === undefined ? [] : [{ kid: "connection", secret }], only: found };
}
