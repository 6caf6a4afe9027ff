import { randomUUID } from "node:crypto";

import { Pool } from "pg";

import { createDatabase, type Database, type Transaction } from "@/lib/db/database";
import { listObjects, type ListPage, type ObjectFilter } from "@/lib/db/object-lists";
import { searchObjects } from "@/lib/db/object-search";
import { lockCopy, type Place } from "@/lib/db/objects";
import { objects as stripeObjects } from "@/lib/providers/stripe/objects";
import { applyStates } from "@/lib/sync/apply";
import { stateOfRead } from "@/lib/sync/states";

import { addDatabase, startDatabase, startSyncEngine, type BenchDatabase } from "../database.ts";
import { charge, drive, stripeEventOf } from "../events.ts";
import { quantile, ratio, ROUNDS, type Line, type Row } from "../report.ts";

const EVENTS = 2048;
const BATCH = 64;
const SMALL = 10_000;
const LARGE = 1_000_000;
const READS = 60;

/** A person with a workspace and a connection to Stripe, without the consent that makes one. */
interface Account extends Place {
  readonly user: { readonly sub: string; readonly email: string };
}

async function addAccount(database: BenchDatabase, name: string): Promise<Account> {
  const { admin } = database;
  const [workspaceId = ""] = await database.workspaces(1);
  const [sub, connectionId] = [randomUUID(), randomUUID()];
  const email = `${name}@example.com`;
  const superuser = new Pool({ connectionString: database.superUrl, max: 1 });
  await superuser.query("insert into auth.users (id, email) values ($1, $2)", [sub, email]);
  await superuser.end();
  await admin.query(
    "insert into public.memberships (workspace_id, user_id, role) values ($1, $2, 'owner')",
    [workspaceId, sub],
  );
  await admin.query(
    "insert into public.connections (id, workspace_id, provider, account_id, livemode, auth_kind) values ($1, $2, 'stripe', $3, false, 'oauth')",
    [connectionId, workspaceId, `acct_${name}`],
  );
  return { workspaceId, connectionId, user: { sub, email } };
}

const batches = <T>(items: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(items.length / BATCH) }, (_, at) =>
    items.slice(at * BATCH, (at + 1) * BATCH),
  );

/** What is written: the objects of a round, of one type. */
type Make = (label: string, at: number) => Readonly<Record<string, unknown>>;

const customer: Make = (label, at) => ({
  id: `cus_${label}_${at}`,
  object: "customer",
  created: 1_795_000_000 + at,
  name: `Ada Whitfield ${at}`,
  email: `ada.${label}.${at}@example.com`,
  phone: `+44 20 7946 ${String(1000 + (at % 9000))}`,
  description: "Wholesale, twice a month",
  address: { city: "Leeds", country: "GB", line1: "1 High Street", postal_code: "LS1 1AA" },
  metadata: Object.fromEntries(
    Array.from({ length: 16 }, (_, field) => [`note_${field}`, `${label} ${"x".repeat(60)}`]),
  ),
});

const MADE: Readonly<Record<string, { readonly what: string; readonly make: Make }>> = {
  customer: { what: "customers written into the copy, search words included", make: customer },
  charge: {
    what: "charges written into the copy, search words and the payments derived from them included",
    make: (label, at) => charge(`ch_${label}_${at}`),
  },
};

const round = (make: Make, label: string) =>
  Array.from({ length: EVENTS }, (_, at) => make(label, at));

/** Writes objects into the copy as the worker does. Returns objects per second. */
function applying(db: Database, account: Account, type: string, make: Make) {
  return async (label: string) => {
    const sourceTime = new Date(Math.floor(Date.now() / 1000) * 1000);
    const states = round(make, label).map((object) => {
      const read = { apiVersion: "bench", sourceTime };
      const state = stateOfRead(stripeObjects, type, object, read);
      if (!state) throw new Error(`The copy does not take a ${type}.`);
      return state;
    });
    const perBatch = await drive(batches(states), 1, (batch) =>
      db.withService(async (trx) => {
        await lockCopy(trx, account.connectionId);
        await applyStates(trx, account, stripeObjects, batch);
      }),
    );
    return BATCH * perBatch;
  };
}

/** The least that keeping the same objects can cost: bare inserts of 64 rows into an empty table with the same indexes. */
async function inserting({ admin }: BenchDatabase, account: Account, type: string, make: Make) {
  const table = `public.bench_${type}`;
  await admin.query(`create table ${table} (like public.objects including all)`);
  const text = `insert into ${table} (workspace_id, connection_id, type, id, created, status, customer, currency, amount, label, data, api_version, source_time)
    select $2, $3, $4, x ->> 'id', to_timestamp((x ->> 'created')::int), x ->> 'status', x ->> 'customer', x ->> 'currency',
      (x ->> 'amount')::bigint, x ->> 'description', x, 'bench', now() from jsonb_array_elements($1) x`;
  const { workspaceId, connectionId } = account;
  return async (label: string) => {
    const perBatch = await drive(batches(round(make, label)), 1, (batch) =>
      admin.query({
        name: `bare ${type}`,
        text,
        values: [JSON.stringify(batch), workspaceId, connectionId, type],
      }),
    );
    return BATCH * perBatch;
  };
}

async function applyLines(database: BenchDatabase, db: Database): Promise<Line[]> {
  const account = await addAccount(database, "apply");
  const engine = await startSyncEngine(await addDatabase(database.superUrl, "peer"), 32);
  const lines: Line[] = [];
  for (const [type, { what, make }] of Object.entries(MADE)) {
    const ways = {
      ours: applying(db, account, type, make),
      floor: await inserting(database, account, type, make),
      peer: (label: string) =>
        drive(
          round(make, label).map((object) => stripeEventOf(`${type}.updated`, object)),
          32,
          engine.process,
        ),
    };
    const found = { ours: [] as number[], floor: [] as number[], peer: [] as number[] };
    for (let at = -1; at < ROUNDS; at++) {
      for (const name of ["ours", "floor", "peer"] as const) {
        const rate = await ways[name](`r${at}`);
        if (at >= 0) found[name].push(rate); // the first round warms up
      }
      if (at < 0) await database.admin.query("analyze public.objects, public.object_tokens"); // as an import does
    }
    lines.push({
      what,
      unit: "objects/s",
      ...found,
      ratios: [
        ratio("×floor", found.ours, found.floor, { atLeast: 0.5 }),
        ratio("×peer", found.ours, found.peer, { atLeast: 1.5 }),
      ],
    });
  }
  await engine.stop();
  return lines;
}

/** Payments of 500 customers, five minutes apart, each with its words. */
async function fill({ admin }: BenchDatabase, account: Account, size: number): Promise<void> {
  const step = 50_000;
  for (let from = 1; from <= size; from += step)
    await admin.query(
      `with made as (
         insert into public.objects (workspace_id, connection_id, type, id, created, status, customer, currency, amount, method, label, data, api_version, source_time)
         select $1, $2, 'payment', 'pi_' || n, now() - n * interval '5 minutes', (array['succeeded','succeeded','succeeded','failed','refunded'])[1 + n % 5],
           'cus_' || n % 500, (array['usd','eur'])[1 + n % 2], 500 + n % 9000, 'card', 'Order ' || n,
           jsonb_build_object('id', 'pi_' || n, 'amount', 500 + n % 9000, 'description', 'Order ' || n, 'metadata', jsonb_build_object('order', n::text)),
           'derived', now() from generate_series($3::int, $4::int) n returning connection_id, type, id, created)
       insert into public.object_tokens (connection_id, token, created, type, id)
       select m.connection_id, w.token, m.created, m.type, m.id from made m
       cross join lateral (values ('order ' || substr(m.id, 4)), ('order'), (substr(m.id, 4)), ('name' || substr(md5(m.id), 1, 3))) w (token)`,
      [account.workspaceId, account.connectionId, from, Math.min(size, from + step - 1)],
    );
}

const newest: ListPage = { sort: "created", descending: true, limit: 50 };

type Read = (trx: Transaction, connectionId: string, at: number) => Promise<unknown>;
const list =
  (filter: (at: number) => Partial<ObjectFilter>, page: ListPage = newest): Read =>
  (trx, connectionId, at) =>
    listObjects(trx, { connectionId, type: "payment", ...filter(at) }, page);

const READ_LINES: Readonly<Record<string, Read>> = {
  "the newest payments": list(() => ({})),
  "payments that failed": list(() => ({ statuses: ["failed"] })),
  "payments of a customer": list((at) => ({ customer: `cus_${at % 500}` })),
  "payments by amount": list(() => ({ currency: "usd" }), { ...newest, sort: "amount" }),
  "a search while typing": (trx, connectionId, at) => {
    const prefix = `name${(at % 4096).toString(16).padStart(3, "0").slice(0, 2)}`;
    return searchObjects(trx, connectionId, { exact: [prefix], prefix });
  },
  "a search by number": (trx, connectionId, at) => {
    const word = String(1 + ((at * 137) % SMALL));
    return searchObjects(trx, connectionId, { exact: [word], prefix: word });
  },
};

/** The 95th percentile of one read, in milliseconds, as a member under row-level security. */
async function p95(db: Database, { user, connectionId }: Account, read: Read): Promise<number> {
  const times: number[] = [];
  for (let at = 0; at < READS; at++)
    await db.withUser(user, async (trx) => {
      const started = performance.now();
      await read(trx, connectionId, at);
      times.push(performance.now() - started);
    });
  return quantile(times, 0.95);
}

async function readLines(database: BenchDatabase, db: Database): Promise<Line[]> {
  const [small, large] = [
    await addAccount(database, "small"),
    await addAccount(database, "large"),
  ] as const;
  await fill(database, small, SMALL);
  await fill(database, large, LARGE);
  await database.admin.query("vacuum analyze");
  const lines: Line[] = [];
  for (const [what, read] of Object.entries(READ_LINES)) {
    const found = { ours: [] as number[], floor: [] as number[] };
    for (let round = -1; round < ROUNDS; round++) {
      const [ours, floor] = [await p95(db, large, read), await p95(db, small, read)];
      if (round < 0) continue; // the first round warms up
      found.ours.push(ours);
      found.floor.push(floor);
    }
    // Below five milliseconds nobody feels a difference, so such a figure passes whatever its ratio is.
    const isQuick = quantile(found.ours, 0.5) <= 5;
    lines.push({
      what: `${what}, ${LARGE.toLocaleString("en")} payments, p95 (floor: ${SMALL.toLocaleString("en")})`,
      unit: "ms",
      ...found,
      ratios: [
        isQuick
          ? { name: "ms", values: found.ours, bar: { atMost: 5 } }
          : ratio("×small account", found.ours, found.floor, { atMost: 2 }),
      ],
    });
  }
  return lines;
}

/** The synced copy: writing what events bring, and reading from an account with a million payments. */
export const run: Row = async (say) => {
  const database = await startDatabase();
  const db = createDatabase(database.url);
  try {
    const applied = await applyLines(database, db);
    say(`storing ${LARGE.toLocaleString("en-US")} payments`);
    return [...applied, ...(await readLines(database, db))];
  } finally {
    await db.end();
    await database.stop();
  }
};
