import { readFileSync, renameSync, writeFileSync } from "node:fs";

import type { Resource } from "./types.ts";
import { insert, openTenant, type World } from "./world.ts";

const FORMAT = 1;
const MAX_JOURNAL = 500;

type Stored = {
  format: number;
  /** Where the sandbox listened; links in the rows lead there. */
  url?: string;
  ids: number;
  clockOffsetMs: number;
  tenants: { id: string; rows: Resource[]; deleted: [string, string][] }[];
  connections: ReturnType<World["connections"]["values"]> extends Iterable<infer T> ? T[] : never;
  codes: [string, NonNullable<ReturnType<World["codes"]["get"]>>][];
  idempotency: [string, NonNullable<ReturnType<World["idempotency"]["get"]>>][];
  deliveries: NonNullable<ReturnType<World["deliveries"]["get"]>>[];
  endpoints: NonNullable<ReturnType<World["endpoints"]["get"]>>[];
  jobs: World["jobs"];
};

/** Writes the whole state to `file`, readable by its owner only; the old file is replaced in one step. */
export function saveSnapshot(world: World, file: string, fixedEndpoints: Set<string>): void {
  const stored: Stored = {
    format: FORMAT,
    url: world.url,
    ids: world.ids.state(),
    clockOffsetMs: world.clockOffsetMs,
    tenants: [...world.tenants.values()].map((tenant) => ({
      id: tenant.id,
      rows: [...tenant.tables.values()].flatMap((table) => [...table.values()]),
      deleted: [...tenant.deleted],
    })),
    connections: [...world.connections.values()],
    codes: [...world.codes],
    idempotency: [...world.idempotency].filter(([, outcome]) => !outcome.running),
    deliveries: [...world.deliveries.values()],
    endpoints: [...world.endpoints.values()].filter((entry) => !fixedEndpoints.has(entry.id)),
    jobs: world.jobs,
  };
  const draft = `${file}.${process.pid}.tmp`;
  writeFileSync(draft, JSON.stringify(stored), { mode: 0o600 });
  renameSync(draft, file);
}

/** Restores a snapshot into an empty world. False when there is no usable file. */
export function loadSnapshot(world: World, file: string): boolean {
  const stored = readStored(file, world.url);
  if (!stored) return false;
  world.ids.restore(stored.ids);
  world.clockOffsetMs = stored.clockOffsetMs;
  for (const tenant of stored.tenants) {
    const restored = openTenant(world, tenant.id);
    restored.deleted = new Map(tenant.deleted);
    for (const row of tenant.rows) insert(restored, row);
  }
  for (const connection of stored.connections)
    world.connections.set(connection.account, connection);
  for (const [code, entry] of stored.codes) world.codes.set(code, entry);
  for (const [key, outcome] of stored.idempotency) world.idempotency.set(key, outcome);
  for (const delivery of stored.deliveries) world.deliveries.set(delivery.id, delivery);
  for (const endpoint of stored.endpoints) world.endpoints.set(endpoint.id, endpoint);
  world.jobs = stored.jobs;
  return true;
}

function readStored(file: string, url: string): Stored | null {
  try {
    const written = readFileSync(file, "utf8");
    const before = (JSON.parse(written) as Stored).url;
    const moved = before === undefined ? written : written.replaceAll(`"${before}/`, `"${url}/`);
    const stored = JSON.parse(moved) as Stored; // checked by its format number
    return stored.format === FORMAT ? stored : null;
  } catch {
    return null; // absent or torn: the seed takes its place
  }
}

/** Keeps the newest entries of the request journal. */
export function trimJournal(world: World): void {
  if (world.journal.length > MAX_JOURNAL)
    world.journal.splice(0, world.journal.length - MAX_JOURNAL);
}
