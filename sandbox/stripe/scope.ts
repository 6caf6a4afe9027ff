import { noSuch } from "./errors.ts";
import { written } from "./json.ts";
import { eventTypes } from "./schema.ts";
import type { JsonObject, KindOf, StripeEvent } from "./types.ts";
import { NEWEST } from "./versions.ts";
import { find, forget, insert, picture, type Tenant, type World } from "./world.ts";

const MAX_EVENTS = 10_000;

/** Stripe lists the events of the last thirty days. */
export const EVENTS_KEPT_SECONDS = 30 * 86_400;

/** Where and when something happens: an API call, a button of the sandbox's page, a timed job or the seed. */
export type Scope = {
  world: World;
  tenant: Tenant;
  /** Null ids mark an event that no request caused. */
  request: { id: string | null; idempotencyKey: string | null };
  /** Seconds since the epoch. */
  now: () => number;
  /** False while seeding: history is recorded but nobody is told. */
  deliver: boolean;
};

/** A scope for something that no request caused. */
export function backgroundScope(world: World, tenant: Tenant): Scope {
  return {
    world,
    tenant,
    request: { id: null, idempotencyKey: null },
    now: world.now,
    deliver: true,
  };
}

/**
 * Records an event about `object` as it is now and queues its deliveries.
 * `previous` goes to `previous_attributes`, which Stripe sends on updates only.
 */
export function emit(scope: Scope, type: string, object: JsonObject, previous?: JsonObject): void {
  if (!eventTypes[type]) throw new Error(`${type} is not an event type of this API version.`);
  const { world, tenant } = scope;
  find(tenant, written(object["object"]), written(object["id"])); // so that a snapshot keeps what changed in it
  // A seed's older history would never be listed.
  if (!scope.deliver && scope.now() < world.now() - EVENTS_KEPT_SECONDS) return;
  const { id, idempotencyKey } = scope.request;
  const event: StripeEvent = {
    id: world.ids.next("event"),
    object: "event",
    api_version: NEWEST,
    created: scope.now(),
    data: {
      object: picture(object),
      ...(previous ? { previous_attributes: previous } : {}),
    },
    livemode: false,
    pending_webhooks: 0,
    request: { id, idempotency_key: idempotencyKey },
    type,
  };
  insert(tenant, event);
  dropOldest(tenant);
  if (scope.deliver) event.pending_webhooks = world.deliver(event, tenant);
}

/** A development sandbox lives for weeks: its history and its snapshot must not grow without end. */
function dropOldest(tenant: Tenant): void {
  const events = tenant.tables.get("event");
  const oldest = events && events.size > MAX_EVENTS ? events.firstId() : undefined;
  if (oldest !== undefined) forget(tenant, "event", oldest);
}

/** The object with this id. Throws Stripe's "No such …" blaming `param`, or the path when it is absent. */
export function need<K extends string>(
  scope: Scope,
  object: K,
  id: string,
  param?: string,
): KindOf<K> {
  const found = find(scope.tenant, object, id);
  if (!found) throw noSuch(object, id, param);
  return found;
}

/** Merges `metadata` as Stripe does: an empty value removes its key, null clears all. */
export function mergeMetadata(current: JsonObject, change: JsonObject | null): JsonObject {
  if (change === null) return {};
  const merged = { ...current, ...change };
  return Object.fromEntries(
    Object.entries(merged).filter(([, value]) => value !== "" && value !== null),
  );
}
