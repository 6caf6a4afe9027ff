import { AppError } from "@/lib/core/errors";
import { toJson } from "@/lib/core/storable";
import { providerSource } from "@/lib/mesh/event";
import { isUnstorable, type NewEvent } from "@/lib/mesh/log";
import type { ProviderAdapter, ProviderEvent, WebhookSecret } from "@/lib/providers/types";

import { readCapped } from "./body";

/** A connection that an incoming event belongs to. */
export interface Route {
  readonly connection: string;
  readonly workspace: string;
  readonly account: string;
  readonly livemode: boolean;
}

export interface QuarantinedDelivery {
  readonly provider: string;
  readonly reason: "unknown_account" | "wrong_mode" | "not_storable";
  readonly account: string | null;
  readonly eventId: string;
  readonly body: Uint8Array;
}

/** What receiving needs from the outside. */
export interface IngestPorts {
  provider(id: string): ProviderAdapter | undefined;
  /**
   * The secrets that may sign a delivery: the platform's, or those of one endpoint, which then verifies only
   * its own connection. `undefined`: there is no such endpoint.
   */
  secrets(
    provider: string,
    endpoint: string | null,
  ): Promise<{ secrets: readonly WebhookSecret[]; only: Route | null } | undefined>;
  routes(provider: string, account: string, livemode: boolean): Promise<readonly Route[]>;
  publish(event: NewEvent): Promise<number | null>;
  quarantine(delivery: QuarantinedDelivery): Promise<void>;
  /** The account took its permission back. `at` is when. */
  revoked(route: Route, at: Date): Promise<void>;
  /** The public address of this door, without a query. */
  address(provider: string, endpoint: string | null): string;
  /** After events were stored for these connections. May be lost. */
  delivered(connections: readonly string[], at: Date): void;
  now(): Date;
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

/** The envelope of a provider's event for one connection. */
export function toMeshEvent(provider: string, event: ProviderEvent, route: Route): NewEvent {
  return {
    id: event.id,
    type: event.type,
    source: providerSource(provider, route.livemode, route.account),
    ...(event.subject ? { subject: event.subject } : {}),
    time: event.time,
    data: event.data,
    workspace: route.workspace,
    origin: "provider",
    connection: route.connection,
    livemode: route.livemode,
    hops: 0,
    actor: { kind: "provider", id: provider },
  };
}

/** What quarantine keeps: the declared fields only. A raw body may hold client secrets and bank numbers. */
export const quarantinePayload = (event: ProviderEvent): Uint8Array => Buffer.from(toJson(event));

async function storeFor(
  ports: IngestPorts,
  provider: string,
  event: ProviderEvent,
  routes: readonly Route[],
) {
  const stored = await Promise.allSettled(
    routes.map((route) => ports.publish(toMeshEvent(provider, event, route))),
  );
  for (const outcome of stored) {
    if (outcome.status === "fulfilled") continue;
    if (!isUnstorable(outcome.reason)) throw outcome.reason;
    await ports.quarantine({
      provider,
      reason: "not_storable",
      account: event.account,
      eventId: event.id,
      body: quarantinePayload(event),
    });
  }
}

/** What follows the address in the URL that a provider used and may have signed: a slash, a query. */
function endOf(url: string): string {
  const { pathname, search } = new URL(url);
  return `${pathname.endsWith("/") ? "/" : ""}${search}`;
}

/** Receives one delivery. 200 only after everything is committed; the body never carries internals. */
export async function receive(
  ports: IngestPorts,
  request: Request,
  providerId: string,
  endpoint: string | null,
): Promise<Answer> {
  const adapter = ports.provider(providerId);
  if (!adapter?.webhook)
    return refuse(404, "not_found", "No provider of this name takes webhooks.");
  try {
    const raw = await readCapped(request, MAX_BODY);
    const ring = await ports.secrets(providerId, endpoint);
    if (!ring) return refuse(404, "not_found", "There is no such webhook endpoint.");
    if (ring.secrets.length === 0)
      return refuse(503, "unavailable", "No signing secret is configured.");
    const verdict = adapter.webhook.verify({
      headers: request.headers,
      raw,
      url: `${ports.address(providerId, endpoint)}${endOf(request.url)}`,
      secrets: ring.secrets,
      account: ring.only?.account ?? null,
      now: ports.now(),
    });
    if (!verdict.ok)
      return verdict.reason === "signature"
        ? refuse(400, "invalid", "The signature does not match.")
        : refuse(400, "invalid", "The body is not an event.");
    if (verdict.event === null) return { status: 200, body: verdict.answer };
    return await route(ports, providerId, verdict.event, verdict.signal, ring.only);
  } catch (error) {
    if (error instanceof AppError && error.code === "too_large")
      return refuse(413, "too_large", error.message);
    throw error;
  }
}

async function route(
  ports: IngestPorts,
  provider: string,
  event: ProviderEvent,
  signal: "connection-revoked" | undefined,
  only: Route | null,
): Promise<Answer> {
  const account = event.account ?? only?.account ?? null;
  const own = only
    ? [only].filter((one) => one.account === account && one.livemode === event.livemode)
    : null;
  const routes =
    own ?? (account === null ? [] : await ports.routes(provider, account, event.livemode));
  if (only && routes.length === 0)
    return refuse(400, "invalid", "This secret belongs to another account or mode.");
  if (routes.length === 0) {
    const isOtherMode =
      account !== null && (await ports.routes(provider, account, !event.livemode)).length > 0;
    await ports.quarantine({
      provider,
      reason: isOtherMode ? "wrong_mode" : "unknown_account",
      account,
      eventId: event.id,
      body: quarantinePayload(event),
    });
    return RECEIVED;
  }
  await storeFor(ports, provider, event, routes);
  const at = new Date(event.time);
  if (signal === "connection-revoked") for (const one of routes) await ports.revoked(one, at);
  ports.delivered(
    routes.map((one) => one.connection),
    at,
  );
  return RECEIVED;
}
