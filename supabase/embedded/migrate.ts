import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import type { Client } from "pg";

const FOLDER = path.resolve(import.meta.dirname, "../migrations");

/**
 * Applies the migrations that are not yet recorded, in order, each in one transaction, as `supabase db push` records them.
 * Returns the names that were applied. Throws with the file's name in front; that file is then rolled back.
 */
export async function migrate(client: Client, folder = FOLDER): Promise<string[]> {
  await client.query(`create schema if not exists supabase_migrations;
    create table if not exists supabase_migrations.schema_migrations
      (version text primary key, statements text[], name text)`);
  const known = await client.query<{ version: string }>(
    "select version from supabase_migrations.schema_migrations",
  );
  const done = new Set(known.rows.map((row) => row.version));
  const applied: string[] = [];
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .toSorted()) {
    const version = file.split("_")[0] ?? file;
    if (done.has(version)) continue;
    const statements = readFileSync(path.join(folder, file), "utf8");
    await client.query("begin");
    try {
      await client.query(statements);
      await client.query("insert into supabase_migrations.schema_migrations values ($1, $2, $3)", [
        version,
        [statements],
        file.slice(version.length + 1, -4),
      ]);
      await client.query("commit");
    } catch (error) {
      await client.query("rollback");
      throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
    applied.push(file);
  }
  return applied;
}
