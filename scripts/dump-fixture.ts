import { readFileSync } from "node:fs";
import path from "node:path";

import { Client } from "pg";

/**
 * Prints the rows of the running installation as a fixture for `tests/upgrade`: JSON with the newest migration and every
 * table of ours. Sessions and open authorisations stay out. Run it with the sandbox's accounts only.
 */
const dataDir = process.env["DATA_DIR"] ?? ".data";
const { adminUrl } = JSON.parse(readFileSync(path.join(dataDir, "stack.json"), "utf8")) as {
  adminUrl: string;
};
const SCHEMAS = ["public", "private", "mesh"];
const LEFT_OUT = new Set(["private.oauth_attempts", "private.rate_limits"]);

const client = new Client({ connectionString: adminUrl });
await client.connect();
const { rows: names } = await client.query<{ name: string }>(
  `select table_schema || '.' || table_name as name from information_schema.tables
    where table_schema = any($1) and table_type = 'BASE TABLE' order by 1`,
  [SCHEMAS],
);
const { rows: migrations } = await client.query<{ version: string }>(
  "select max(version) as version from supabase_migrations.schema_migrations",
);
const tables: Record<string, unknown[]> = {};
const dump = async (name: string, columns = "*") => {
  const { rows } = await client.query<{ all: unknown[] }>(
    `select coalesce(jsonb_agg(to_jsonb(t)), '[]') as all from (select ${columns} from ${name}) t`,
  );
  const all = rows[0]?.all ?? [];
  if (all.length > 0) tables[name] = all;
};
await dump("auth.users", "id, email, raw_user_meta_data");
/** The columns that a row can be written with again. */
async function writable(name: string): Promise<string> {
  const { rows } = await client.query<{ columns: string }>(
    `select string_agg(quote_ident(attname), ', ' order by attnum) as columns from pg_attribute
      where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
    [name],
  );
  return rows[0]?.columns ?? "*";
}
for (const { name } of names) if (!LEFT_OUT.has(name)) await dump(name, await writable(name));
await client.end();
console.log(JSON.stringify({ migration: migrations[0]?.version, tables }, null, 1));
