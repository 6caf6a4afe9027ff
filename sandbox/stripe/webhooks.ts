import { createHmac } from "node:crypto";

import { wants } from "./handlers/events.ts";
import { written } from "./json.ts";
import { render } from "./render.ts";
import type { Resource, StripeEvent } from "./types.ts";
import { NEWEST } from "./versions.ts";
import { find, type Delivery, type Endpoint, type Tenant, type World } from "./world.ts";

/** Delays before the three retries of a test-mode delivery. Declared: Stripe publishes no intervals. */
const LADDER_MS = [60_000, 1_800_000, 7_200_000];
const TIMEOUT_MS = 30_000;
const MAX_KEPT = 1_000;

/** `Stripe-Signature` for exactly these bytes; `timestamp` in seconds. */
function sign(body: string, secret: string, timestamp: number): string {
  const digest = createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex");
  return `t=${timestamp},v1=${digest}`;
}

export type Courier = {
  /** Queues an event for every endpoint that wants it; returns how many do. */
  enqueue: (event: Resource, tenant: Tenant) => number;
  /** Sends what is due. */
  pump: () => void;
  /** Resolves when nothing that is due remains unsent. */
  flush: () => Promise<void>;
  /** Sends an event again to the endpoints that want it; returns how many do. */
  replay: (eventId: string) => number;
};

/**
 * Delivers events to endpoints: in order per endpoint, signed afresh for each attempt, retried three
 * times. `speedup` divides the waits; `realNow` (milliseconds) dates the signatures and is not
 * shifted by advances of the clock, because the receiver's clock is not.
 */
export function createCourier(world: World, speedup: number, realNow: () => number): Courier {
  const busy = new Map<string, Promise<void>>();

  const enqueue = (event: Resource, tenant: Tenant): number => {
    const endpoints = [...world.endpoints.values()].filter((endpoint) =>
      hears(world, endpoint, tenant, written(event["type"])),
    );
    for (const endpoint of endpoints) queue(world, endpoint, event, tenant);
    if (endpoints.length > 0) setImmediate(pump);
    return endpoints.length;
  };

  const pump = (): void => {
    for (const endpoint of world.endpoints.values()) {
      if (busy.has(endpoint.id) || due(world, endpoint.id).length === 0) continue;
      const run = drain(endpoint).finally(() => busy.delete(endpoint.id));
      busy.set(endpoint.id, run);
    }
  };

  const drain = async (endpoint: Endpoint): Promise<void> => {
    for (let next = due(world, endpoint.id)[0]; next; next = due(world, endpoint.id)[0]) {
      await attempt(world, endpoint, next, { speedup, realNow });
      world.touched();
    }
  };

  const flush = async (): Promise<void> => {
    for (;;) {
      pump();
      if (busy.size === 0) return;
      await Promise.all(busy.values());
    }
  };

  const replay = (eventId: string): number => {
    for (const tenant of world.tenants.values()) {
      const event = find(tenant, "event", eventId);
      if (event) return enqueue(event, tenant);
    }
    return 0;
  };

  return { enqueue, pump, flush, replay };
}

function hears(world: World, endpoint: Endpoint, tenant: Tenant, type: string): boolean {
  if (!endpoint.enabled || !wants(endpoint.enabledEvents, type)) return false;
  if (tenant.id === endpoint.owner) return !endpoint.connect;
  return (
    endpoint.connect &&
    endpoint.owner === world.platform.account &&
    world.connections.has(tenant.id)
  );
}

function queue(world: World, endpoint: Endpoint, event: Resource, tenant: Tenant): void {
  const copies = takeFault(world, "duplicate", written(event["type"])) ? 2 : 1;
  const delay = takeFault(world, "delay", written(event["type"]))?.delayMs ?? 0;
  for (let copy = 0; copy < copies; copy++) {
    const id = `del_${world.ids.chars(16)}`;
    world.deliveries.set(id, {
      id,
      endpoint: endpoint.id,
      account: tenant.id,
      event: event.id,
      type: written(event["type"]),
      state: "pending",
      dueAt: world.nowMs() + delay,
      attempts: [],
    });
  }
  for (const [id, old] of world.deliveries) {
    if (world.deliveries.size <= MAX_KEPT) break;
    if (old.state !== "pending") world.deliveries.delete(id);
  }
}

function due(world: World, endpointId: string): Delivery[] {
  const now = world.nowMs();
  return [...world.deliveries.values()].filter(
    (delivery) =>
      delivery.endpoint === endpointId && delivery.state === "pending" && delivery.dueAt <= now,
  );
}

function takeFault(world: World, kind: string, type: string) {
  const index = world.webhookFaults.findIndex(
    (fault) => fault.kind === kind && (fault.type === undefined || fault.type === type),
  );
  const fault = world.webhookFaults[index];
  if (!fault) return null;
  fault.times -= 1;
  if (fault.times <= 0) world.webhookFaults.splice(index, 1);
  return fault;
}

async function attempt(
  world: World,
  endpoint: Endpoint,
  delivery: Delivery,
  options: { speedup: number; realNow: () => number },
): Promise<void> {
  const tenant = world.tenants.get(delivery.account);
  const event = tenant ? find(tenant, "event", delivery.event) : undefined;
  if (!tenant || !event || takeFault(world, "drop", delivery.type)) {
    delivery.state = "dropped";
    return;
  }
  const body = bodyFor(endpoint, tenant, event);
  const oldSeconds = takeFault(world, "old_timestamp", delivery.type) ? 3_600 : 0;
  const timestamp = Math.floor(options.realNow() / 1000) - oldSeconds;
  const secret = takeFault(world, "bad_signature", delivery.type)
    ? `${endpoint.secret}_wrong`
    : endpoint.secret;
  const result = await post(endpoint.url, body, sign(body, secret, timestamp));
  delivery.attempts.push({ at: world.nowMs(), ...result });
  if (result.status !== null && result.status >= 200 && result.status < 300) {
    delivery.state = "delivered";
    find(tenant, "event", event.id); // found anew, because a snapshot may have been taken in between
    event.pending_webhooks = Math.max(0, event.pending_webhooks - 1);
    return;
  }
  const wait = LADDER_MS[delivery.attempts.length - 1];
  if (wait === undefined || !endpoint.enabled) delivery.state = "failed";
  else delivery.dueAt = world.nowMs() + wait / options.speedup;
}

/** The event as this endpoint's version shows it; Connect endpoints learn the account. */
function bodyFor(endpoint: Endpoint, tenant: Tenant, event: StripeEvent): string {
  const version = endpoint.apiVersion ?? NEWEST;
  const shown = render(tenant, event, version);
  const account = endpoint.connect ? { account: tenant.id } : {};
  return JSON.stringify({ ...shown, ...account, api_version: version }, null, 2);
}

async function post(
  url: string,
  body: string,
  signature: string,
): Promise<{ status: number | null; error: string | null }> {
  try {
    const response = await fetch(url, {
      method: "POST",
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        "Content-Type": "application/json; charset=utf-8",
        "Stripe-Signature": signature,
        "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
      },
    });
    await response.body?.cancel();
    return { status: response.status, error: null };
  } catch (error) {
    return { status: null, error: error instanceof Error ? error.message : String(error) };
  }
}
