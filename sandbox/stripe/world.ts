import { createIds, type Ids } from "./ids.ts";
import { Table } from "./table.ts";
import type { Json, JsonObject, KindOf, Resource } from "./types.ts";

export type WebhookOption = {
  url: string;
  secret: string;
  connect: boolean;
  enabledEvents?: string[];
  apiVersion?: string;
};

export type PlatformOption = {
  clientId: string;
  secretKey: string;
  redirectUris: string[];
  name?: string;
};

/** One account with everything in it: the platform itself or a connected one. */
export type Tenant = {
  id: string;
  /** Objects by type. */
  tables: Map<string, Table>;
  /** Ids of deleted objects and their type. */
  deleted: Map<string, string>;
  /** What may have changed since the last snapshot; null while nobody keeps one. */
  changes: Changes | null;
};

/** Objects that were added or handed out to be changed, and the types of removed ones by id. */
export type Changes = { rows: Set<Resource>; removed: Map<string, string> };

/** Where events go. `owner` is the account that registered it; `connect` ones hear of connected accounts. */
export type Endpoint = {
  id: string;
  owner: string;
  url: string;
  secret: string;
  connect: boolean;
  enabledEvents: string[];
  apiVersion: string | null;
  enabled: boolean;
};

export type Connection = {
  account: string;
  scope: string;
  accessToken: string;
  refreshToken: string;
  publishableKey: string;
};

export type AuthorizationCode = {
  account: string;
  clientId: string;
  scope: string;
  expiresAt: number;
  used: boolean;
};

export type IdempotentOutcome = {
  fingerprint: string;
  status: number;
  body: string;
  requestId: string;
  running: boolean;
};

type Attempt = { at: number; status: number | null; error: string | null };

/** One event on its way to one endpoint. `dueAt` is in milliseconds of the sandbox's clock. */
export type Delivery = {
  id: string;
  endpoint: string;
  account: string;
  event: string;
  type: string;
  state: "pending" | "delivered" | "failed" | "dropped";
  dueAt: number;
  attempts: Attempt[];
};

export type WebhookFault = {
  kind: "duplicate" | "drop" | "delay" | "bad_signature" | "old_timestamp";
  times: number;
  delayMs?: number;
  type?: string;
};

export type Job = { at: number; kind: string; account: string; id: string };

export type Fault = {
  match: { method?: string; path?: string };
  status?: number;
  drop?: boolean;
  /** The request is carried out before its answer is dropped. */
  afterEffect?: boolean;
  delayMs?: number;
  times: number;
};

export type JournalEntry = {
  at: number;
  method: string;
  path: string;
  account: string | null;
  status: number;
  requestId: string | null;
  ms: number;
};

/** The whole state of one sandbox. Everything but endpoints given as options survives in a snapshot. */
export type World = {
  platform: PlatformOption & { account: string };
  /** Where this sandbox listens; links in answers lead there. */
  url: string;
  ids: Ids;
  /** Milliseconds since the epoch, shifted by every advance of the clock. */
  nowMs: () => number;
  /** Whole seconds since the epoch, Stripe's unit. */
  now: () => number;
  clockOffsetMs: number;
  tenants: Map<string, Tenant>;
  connections: Map<string, Connection>;
  codes: Map<string, AuthorizationCode>;
  endpoints: Map<string, Endpoint>;
  idempotency: Map<string, IdempotentOutcome>;
  jobs: Job[];
  faults: Fault[];
  webhookFaults: WebhookFault[];
  deliveries: Map<string, Delivery>;
  journal: JournalEntry[];
  /** Set by the webhook sender; called once for each event that endpoints may want. */
  deliver: (event: Resource, tenant: Tenant) => number;
  /** Called after any change, so that a snapshot can be written. */
  touched: () => void;
};

const PLATFORM_ACCOUNT = "acct_1SandboxPlatform";

export function createWorld(options: {
  platform: PlatformOption;
  clock: () => number;
  seed?: number;
}): World {
  const world: World = {
    platform: { ...options.platform, account: PLATFORM_ACCOUNT },
    url: "http://127.0.0.1",
    ids: createIds(options.seed ?? 20_261_121),
    clockOffsetMs: 0,
    nowMs: () => options.clock() + world.clockOffsetMs,
    now: () => Math.floor(world.nowMs() / 1000),
    tenants: new Map(),
    connections: new Map(),
    codes: new Map(),
    endpoints: new Map(),
    idempotency: new Map(),
    jobs: [],
    faults: [],
    webhookFaults: [],
    deliveries: new Map(),
    journal: [],
    deliver: () => 0,
    touched: () => undefined,
  };
  return world;
}

/** Adds an account and returns its tenant; an existing one is returned as it is. */
export function openTenant(world: World, id: string): Tenant {
  const existing = world.tenants.get(id);
  if (existing) return existing;
  const tenant: Tenant = { id, tables: new Map(), deleted: new Map(), changes: null };
  world.tenants.set(id, tenant);
  return tenant;
}

/**
 * The objects of one type, newest first: by `created`, then by insertion. The list is shared: copy it to change it.
 * What is changed in one of the objects must be emitted, or its object found by `find`, for the snapshot to see it.
 */
export function rows<K extends string>(tenant: Tenant, object: K): KindOf<K>[] {
  return (tenant.tables.get(object)?.newestFirst() ?? []) as KindOf<K>[]; // a table holds one object type only
}

/**
 * The objects of one type whose field at a dotted path has this value, in the order of insertion.
 * Only for fields that never change, because they are indexed once.
 */
export function rowsWhere<K extends string>(
  tenant: Tenant,
  object: K,
  path: string,
  value: string,
): KindOf<K>[] {
  const found = tenant.tables.get(object)?.where(path, value) ?? [];
  for (const row of found) tenant.changes?.rows.add(row);
  return found as KindOf<K>[]; // a table holds one object type only
}

/** The object of this type and id, free to be changed. */
export function find<K extends string>(
  tenant: Tenant,
  object: K,
  id: string,
): KindOf<K> | undefined {
  const found = tenant.tables.get(object)?.get(id);
  if (found) tenant.changes?.rows.add(found);
  return found as KindOf<K> | undefined; // a table holds one object type only
}

/** The object with this id, whatever its type. */
export function findAny(tenant: Tenant, id: string): Resource | undefined {
  for (const table of tenant.tables.values()) {
    const found = table.get(id);
    if (found) return found;
  }
  return undefined;
}

export function insert<T extends Resource>(tenant: Tenant, resource: T): T {
  let table = tenant.tables.get(resource.object);
  if (!table) {
    table = new Table();
    tenant.tables.set(resource.object, table);
  }
  table.set(resource);
  tenant.changes?.rows.add(resource);
  return resource;
}

export function remove(tenant: Tenant, resource: Resource): void {
  forget(tenant, resource.object, resource.id);
  tenant.deleted.set(resource.id, resource.object);
}

/** Takes an object away without a trace, as what has become too old to be listed. */
export function forget(tenant: Tenant, object: string, id: string): void {
  tenant.tables.get(object)?.delete(id);
  tenant.changes?.removed.set(id, object);
}

/** The account object of a tenant. Throws when the tenant was opened without one. */
export function accountOf(tenant: Tenant): Resource {
  const account = find(tenant, "account", tenant.id);
  if (!account) throw new Error(`Account ${tenant.id} has no account object.`);
  return account;
}

/** A deep copy, for the picture of an object that an event keeps. */
export function picture(resource: JsonObject): JsonObject {
  const copy: JsonObject = {};
  for (const key in resource) copy[key] = copied(resource[key]);
  return copy;
}

/** Several times as fast as structuredClone for plain JSON. */
function copied(value: Json | undefined): Json | undefined {
  if (typeof value !== "object" || value === null) return value;
  return Array.isArray(value) ? value.map((member) => copied(member) ?? null) : picture(value);
}
