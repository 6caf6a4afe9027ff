import { AppError } from "@/lib/core/errors";
import { logger } from "@/lib/core/server/logger";
import { findConnection, setConnectionStatus } from "@/lib/db/connections";
import { routesOf } from "@/lib/db/deliveries";
import { quarantineDelivery } from "@/lib/db/ingest-store";
import { providerSource } from "@/lib/mesh/event";
import { isUnstorable, type NewEvent } from "@/lib/mesh/log";
import { getProvider, isProviderId } from "@/lib/providers/registry";
import type { ProviderEvent } from "@/lib/providers/types";
import { publishConnectionEvent } from "@/lib/verbs/connections/events";
import type { Services } from "@/lib/verbs/types";

import { readCapped } from "./body";
import { signingSecrets, type Route } from "./signing-secrets";
import { inService, withTimeout } from "./with-timeout";

type Target = Pick<Route, "connection" | "workspace">;

/** A webhook delivery as its HTTP server hands it over. */
export interface Incoming {
  readonly headers: Headers;
  readonly url: string;
  /** Reads the body. Throws "too_large". */
  read(maxBytes: number): Promise<Uint8Array>;
}

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

const MAX_BODY = 1024 * 1024;
const RECEIVED: Answer = { status: 200, body: { received: true } };

const refuse = (status: number, code: string, message: string): Answer => ({
  status,
  body: { error: { code, message } },
  ...(status === 503 ? { headers: { "retry-after": "10" } } : {}),
});

/** The fields of an event of a provider's account, whichever connections it belongs to. */
const accountEvent = (
  provider: string,
  event: ProviderEvent,
  { account, livemode }: Pick<Route, "account" | "livemode">,
) => ({
  id: event.id,
  type: event.type,
  source: providerSource(provider, livemode, account),
  ...(event.subject ? { subject: event.subject } : {}),
  time: event.time,
  data: event.data,
  origin: "provider" as const,
  livemode,
  hops: 0,
  actor: { kind: "provider" as const, id: provider },
  ...(event.state ? { state: event.state } : {}),
});

/** The envelope of a provider's event for one connection. */
export function toMeshEvent(provider: string, event: ProviderEvent, route: Route): NewEvent {
  const { workspace, connection } = route;
  return { ...accountEvent(provider, event, route), workspace, connection };
}

const putAside = (
  services: Services,
  provider: string,
  event: ProviderEvent,
  why: { reason: "unknown_account" | "wrong_mode" | "not_storable"; account: string | null },
) => inService(services, (trx) => quarantineDelivery(trx, { provider, ...why, event }));

/** Stores an event; one that can never be stored is put aside. Anything else that fails is thrown. */
async function store<T>(
  services: Services,
  provider: string,
  event: ProviderEvent,
  { account, publish }: { account: string; publish: () => Promise<T> },
): Promise<T | undefined> {
  try {
    return await withTimeout(publish());
  } catch (error) {
    if (!isUnstorable(error)) throw error;
    await putAside(services, provider, event, { reason: "not_storable", account });
    return undefined;
  }
}

/** The account took its permission back, at this moment. */
async function endConnection(services: Services, target: Target, at: Date): Promise<void> {
  const row = await inService(services, async (trx) => {
    const connection = await findConnection(trx, target.workspace, target.connection);
    // An authorisation that ended before this connection was made says nothing about it.
    if (!connection || connection.connectedAt > new Date(at.getTime() + 1000)) return undefined;
    const reason = "Access was withdrawn at the provider.";
    const isChanged = await setConnectionStatus(trx, connection.id, "revoked", reason);
    return isChanged ? connection : undefined;
  });
  if (row)
    await publishConnectionEvent(services, row, "revoked", { kind: "provider", id: row.provider });
}

async function finish(
  services: Services,
  event: ProviderEvent,
  signal: "connection-revoked" | undefined,
  targets: readonly Target[],
): Promise<Answer> {
  const at = new Date(event.time);
  if (signal === "connection-revoked")
    for (const target of targets) await endConnection(services, target, at);
  services.deliveries.note(
    targets.map(({ connection }) => connection),
    at,
  );
  return RECEIVED;
}

/** An event at the endpoint of one connection, which its own secret has signed. */
async function receiveForOne(
  services: Services,
  provider: string,
  { event, signal }: Verified,
  only: Route,
): Promise<Answer> {
  const account = event.account ?? only.account;
  if (only.account !== account || only.livemode !== event.livemode)
    return refuse(400, "invalid", "This secret belongs to another account or mode.");
  const publish = () => services.publisher.publish(toMeshEvent(provider, event, only));
  await store(services, provider, event, { account, publish });
  return finish(services, event, signal, [only]);
}

/** An event at the platform's endpoint: it belongs to every connection of its account. */
async function receiveForAccount(
  services: Services,
  provider: string,
  { event, signal }: Verified,
): Promise<Answer> {
  const { account, livemode } = event;
  const connectionsIn = (mode: boolean) =>
    account === null
      ? Promise.resolve([])
      : inService(services, (trx) =>
          routesOf(trx, { provider, accountId: account, livemode: mode }),
        );
  const deliver = (to: string) =>
    store(services, provider, event, {
      account: to,
      publish: () =>
        services.publisher.deliver({
          ...accountEvent(provider, event, { account: to, livemode }),
          provider,
          account: to,
        }),
    });
  const targets =
    account === null ? [] : ((await deliver(account)) ?? (await connectionsIn(livemode)));
  if (targets.length > 0) return finish(services, event, signal, targets);
  const isOtherMode = (await connectionsIn(!livemode)).length > 0;
  const reason = isOtherMode ? "wrong_mode" : "unknown_account";
  await putAside(services, provider, event, { reason, account });
  return RECEIVED;
}

interface Verified {
  readonly event: ProviderEvent;
  readonly signal?: "connection-revoked" | undefined;
}

/** The part after the address in the URL that a provider used and may have signed: a slash, a query. */
function endOf(url: string): string {
  const { pathname, search } = new URL(url);
  return `${pathname.endsWith("/") ? "/" : ""}${search}`;
}

async function verifyAndStore(
  services: Services,
  incoming: Incoming,
  provider: string,
  endpoint: string | null,
): Promise<Answer> {
  const adapter = isProviderId(provider) ? getProvider(provider) : undefined;
  if (!adapter?.webhook)
    return refuse(404, "not_found", "No provider of this name takes webhooks.");
  const raw = await incoming.read(MAX_BODY);
  const signing = await signingSecrets(services, provider, endpoint);
  if (!signing) return refuse(404, "not_found", "There is no such webhook endpoint.");
  if (signing.secrets.length === 0)
    return refuse(503, "unavailable", "No signing secret is configured.");
  const place = endpoint === null ? provider : `${provider}/${endpoint}`;
  const verdict = adapter.webhook.verify({
    headers: incoming.headers,
    raw,
    url: `${services.env.appUrl}/api/webhooks/${place}${endOf(incoming.url)}`,
    secrets: signing.secrets,
    account: signing.only?.account ?? null,
    now: services.now(),
  });
  if (!verdict.ok)
    return verdict.reason === "signature"
      ? refuse(400, "invalid", "The signature does not match.")
      : refuse(400, "invalid", "The body is not an event.");
  if (verdict.event === null) return { status: 200, body: verdict.answer };
  return signing.only
    ? receiveForOne(services, provider, verdict, signing.only)
    : receiveForAccount(services, provider, verdict);
}

/**
 * Receives one webhook delivery. 200 only after everything is committed; the body never carries internals. Whatever fails
 * on our side is 503, so that the provider sends it again.
 */
export async function receive(
  services: Services,
  incoming: Incoming,
  provider: string,
  endpoint: string | null,
): Promise<Answer> {
  try {
    return await verifyAndStore(services, incoming, provider, endpoint);
  } catch (err) {
    if (err instanceof AppError && err.code === "too_large")
      return refuse(413, "too_large", err.message);
    if (!(err instanceof AppError)) logger.error({ err, provider }, "webhook not stored");
    services.sweepSoon();
    return refuse(503, "unavailable", "The event could not be stored. Send it again.");
  }
}

/** Receives a delivery that came as a request of a route. */
export const receiveWebhook = (
  services: Services,
  request: Request,
  provider: string,
  endpoint: string | null,
): Promise<Answer> => {
  const read = (maxBytes: number) => readCapped(request, maxBytes);
  return receive(
    services,
    { headers: request.headers, url: request.url, read },
    provider,
    endpoint,
  );
};
