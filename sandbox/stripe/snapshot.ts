import { appendFileSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";

import type { Resource } from "./types.ts";
import { forget, insert, openTenant, type Changes, type Tenant, type World } from "./world.ts";

const FORMAT = 1;
const MAX_JOURNAL = 500;
/** A change log that grows beyond this is folded into a new snapshot. */
const MAX_LOG_BYTES = 8_000_000;

/** Everything but the objects. It is small, so that each step carries it whole, but for outcomes that were kept before. */
type Rest = {
  ids: number;
  clockOffsetMs: number;
  connections: ReturnType<World["connections"]["values"]> extends Iterable<infer T> ? T[] : never;
  codes: [string, NonNullable<ReturnType<World["codes"]["get"]>>][];
  idempotency: [string, NonNullable<ReturnType<World["idempotency"]["get"]>>][];
  deliveries: NonNullable<ReturnType<World["deliveries"]["get"]>>[];
  endpoints: NonNullable<ReturnType<World["endpoints"]["get"]>>[];
  jobs: World["jobs"];
};

type Stored = Rest & {
  format: number;
  /** Where the sandbox listened; links in the rows lead there. */
  url?: string;
  /** Tells the steps that follow this snapshot from those of an older one. */
  generation?: string;
  tenants: { id: string; rows: Resource[]; deleted: [string, string][] }[];
};

/** The changes since the snapshot or the step before: one line of the change log. */
type Step = Rest & {
  generation: string;
  tenants: {
    id: string;
    rows: Resource[];
    removed: [object: string, id: string][];
    deleted: [string, string][];
  }[];
};

export type Snapshot = {
  /** Writes what changed since the last call; the whole state at first and when the log has grown long. */
  save: () => void;
  /** Writes the whole state. */
  saveAll: () => void;
};

/** Keeps the state of a world in `file`, readable by its owner only, and what changed since in a log beside it. */
export function createSnapshot(world: World, file: string, fixedEndpoints: Set<string>): Snapshot {
  let generation = "";
  let kept = new WeakSet<object>();
  const rest = (): Rest => {
    const idempotency = [...world.idempotency].filter(
      ([, outcome]) => !outcome.running && !kept.has(outcome),
    );
    for (const [, outcome] of idempotency) kept.add(outcome);
    return { ...restOf(world, fixedEndpoints), idempotency };
  };
  const saveAll = (): void => {
    kept = new WeakSet();
    generation = `${Date.now()}-${process.pid}`;
    const { url } = world;
    const tenants = [...world.tenants.values()].map((tenant) => {
      tenant.changes = noChanges();
      return {
        id: tenant.id,
        rows: [...tenant.tables.values()].flatMap((table) => [...table.values()]),
        deleted: [...tenant.deleted],
      };
    });
    const head = { format: FORMAT, url, generation };
    const stored: Stored = { ...head, ...rest(), tenants };
    const draft = `${file}.${process.pid}.tmp`;
    writeFileSync(draft, JSON.stringify(stored), { mode: 0o600 });
    renameSync(draft, file);
    rmSync(logOf(file), { force: true });
  };
  const save = (): void => {
    const tenants = [...world.tenants.values()];
    const isKnown = generation !== "" && tenants.every((tenant) => tenant.changes !== null);
    if (!isKnown || sizeOf(logOf(file)) > MAX_LOG_BYTES) {
      saveAll();
      return;
    }
    const step: Step = { generation, ...rest(), tenants: tenants.map(takeChanges) };
    appendFileSync(logOf(file), `${JSON.stringify(step)}\n`, { mode: 0o600 });
  };
  return { save, saveAll };
}

const logOf = (file: string): string => `${file}.log`;

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function restOf(world: World, fixedEndpoints: Set<string>): Omit<Rest, "idempotency"> {
  return {
    ids: world.ids.state(),
    clockOffsetMs: world.clockOffsetMs,
    connections: [...world.connections.values()],
    codes: [...world.codes],
    deliveries: [...world.deliveries.values()],
    endpoints: [...world.endpoints.values()].filter((entry) => !fixedEndpoints.has(entry.id)),
    jobs: world.jobs,
  };
}

function takeChanges(tenant: Tenant): Step["tenants"][number] {
  const { rows, removed } = tenant.changes ?? noChanges();
  tenant.changes = noChanges();
  const isThere = (object: string, id: string) => tenant.tables.get(object)?.get(id) !== undefined;
  return {
    id: tenant.id,
    rows: [...rows].filter((row) => isThere(row.object, row.id)),
    removed: [...removed].flatMap(([id, object]): [string, string][] =>
      isThere(object, id) ? [] : [[object, id]],
    ),
    deleted: [...tenant.deleted],
  };
}

const noChanges = (): Changes => ({ rows: new Set(), removed: new Map() });

/** Restores a snapshot and the steps after it into an empty world. False when there is no usable file. */
export function loadSnapshot(world: World, file: string): boolean {
  const stored = readStored(file, world.url);
  if (!stored) return false;
  for (const tenant of stored.tenants) {
    const restored = openTenant(world, tenant.id);
    restored.deleted = new Map(tenant.deleted);
    for (const row of tenant.rows) insert(restored, row);
  }
  const steps = readSteps(file, stored, world.url);
  for (const step of steps)
    for (const change of step.tenants) {
      const tenant = openTenant(world, change.id);
      tenant.deleted = new Map(change.deleted);
      for (const row of change.rows) insert(tenant, row);
      for (const [object, id] of change.removed) forget(tenant, object, id);
    }
  restoreRest(world, steps.at(-1) ?? stored);
  for (const { idempotency } of [stored, ...steps])
    for (const [key, outcome] of idempotency) world.idempotency.set(key, outcome);
  return true;
}

function restoreRest(world: World, rest: Rest): void {
  world.ids.restore(rest.ids);
  world.clockOffsetMs = rest.clockOffsetMs;
  for (const connection of rest.connections) world.connections.set(connection.account, connection);
  for (const [code, entry] of rest.codes) world.codes.set(code, entry);
  for (const delivery of rest.deliveries) world.deliveries.set(delivery.id, delivery);
  for (const endpoint of rest.endpoints) world.endpoints.set(endpoint.id, endpoint);
  world.jobs = rest.jobs;
}

function readStored(file: string, url: string): (Stored & { before?: string }) | null {
  try {
    const written = readFileSync(file, "utf8");
    const before = /^\{"format":\d+,"url":"([^"]*)"/.exec(written)?.[1];
    const stored = JSON.parse(moved(written, before, url)) as Stored; // checked by its format number
    return stored.format === FORMAT ? { ...stored, ...(before ? { before } : {}) } : null;
  } catch {
    return null; // absent or torn: the seed takes its place
  }
}

/** The text with its links led to the address at which the sandbox listens now. */
function moved(text: string, before: string | undefined, url: string): string {
  return before === undefined ? text : text.replaceAll(`"${before}/`, `"${url}/`);
}

function readSteps(
  file: string,
  stored: { generation?: string; before?: string },
  url: string,
): Step[] {
  if (sizeOf(logOf(file)) === 0) return [];
  const steps: Step[] = [];
  for (const line of readFileSync(logOf(file), "utf8").split("\n"))
    try {
      const step = JSON.parse(moved(line, stored.before, url)) as Step; // checked by its generation
      if (step.generation === stored.generation) steps.push(step);
    } catch {
      break; // the end, or a line that was torn when the process was killed
    }
  return steps;
}

/** Keeps the newest entries of the request journal. */
export function trimJournal(world: World): void {
  if (world.journal.length > MAX_JOURNAL)
    world.journal.splice(0, world.journal.length - MAX_JOURNAL);
}
