import { createRequire } from "node:module";

import type * as StripeSyncEngine from "@supabase/stripe-sync-engine";
import { Pool } from "pg";

import { createDatabase } from "@/lib/db/database";
import { createEventLog } from "@/lib/db/event-log";
import { createPublisher, type Publisher } from "@/lib/mesh/publisher";
import { startStack } from "@/supabase/embedded/stack";

import { makeDataFolder, removeDataFolder } from "./temporary.ts";

// Its ESM build runs no migrations and says nothing (stripe/sync-engine#308).
const engine = createRequire(import.meta.url)(
  "@supabase/stripe-sync-engine",
) as typeof StripeSyncEngine;

/** A real Postgres with the app's schema, and the app's own way into its log. */
export interface BenchDatabase {
  readonly admin: Pool;
  readonly superUrl: string;
  /** Where the app signs in. */
  readonly url: string;
  readonly publisher: Publisher;
  workspaces(count: number): Promise<string[]>;
  stop(): Promise<void>;
}

export async function startDatabase(): Promise<BenchDatabase> {
  const root = makeDataFolder();
  const stack = await startStack({ root, siteUrl: "http://localhost:3000", log: () => {} });
  const admin = new Pool({ connectionString: stack.adminUrl, max: 4 });
  const url = stack.env["DATABASE_URL"] ?? "";
  const db = createDatabase(url);
  return {
    admin,
    url,
    superUrl: `postgres://supabase_admin:${stack.keys.passwords.supabase_admin}@127.0.0.1:${stack.postgres.port}/postgres`,
    publisher: createPublisher(createEventLog(db), () => false),
    async workspaces(count) {
      const { rows } = await admin.query<{ id: string }>(
        "insert into public.workspaces (name) select 'bench ' || n from generate_series(1, $1::int) n returning id",
        [count],
      );
      return rows.map(({ id }) => id);
    },
    async stop() {
      await db.end();
      await admin.end();
      await stack.stop();
      removeDataFolder(root);
    },
  };
}

/** An empty database in the same cluster. Returns its address. */
export async function addDatabase(superUrl: string, name: string): Promise<string> {
  const pool = new Pool({ connectionString: superUrl, max: 1 });
  await pool.query(`create database ${name}`);
  await pool.end();
  const url = new URL(superUrl);
  url.pathname = `/${name}`;
  return url.href;
}

const INSERT = "insert into bench_event (id, body) values ($1, $2) on conflict do nothing";

/** The least that keeping an event can cost: one prepared INSERT on a connection of its own. */
export async function startFloor(url: string, max: number) {
  const pool = new Pool({ connectionString: url, max });
  await pool.query("create table bench_event (id text primary key, body jsonb not null)");
  return {
    insert: (event: { readonly id: string }) =>
      pool.query({ name: "insert", text: INSERT, values: [event.id, JSON.stringify(event)] }),
    stop: () => pool.end(),
  };
}

/** `@supabase/stripe-sync-engine` with its schema, ready to process events. */
export async function startSyncEngine(url: string, max: number) {
  await engine.runMigrations({ databaseUrl: url, schema: "stripe" });
  const sync = new engine.StripeSync({
    poolConfig: { connectionString: url, max },
    stripeSecretKey: "sk_test_bench",
    stripeWebhookSecret: "whsec_bench",
  });
  return {
    process: (event: unknown) =>
      sync.processEvent(event as Parameters<typeof sync.processEvent>[0]), // its type is of another Stripe release
    stop: () => sync.postgresClient.pool.end(),
  };
}
