import { existsSync } from "node:fs";

import { Client } from "pg";

import { migrate } from "../supabase/embedded/migrate.ts";

/** Applies the migrations to the database of DATABASE_ADMIN_URL, each in its own transaction. */
if (existsSync(".env.local")) process.loadEnvFile(".env.local");
const url = process.env["DATABASE_ADMIN_URL"];
if (!url) {
  console.error(
    "DATABASE_ADMIN_URL is missing: the database as the role postgres. See .env.local.example.",
  );
  process.exit(1);
}
const client = new Client({ connectionString: url });
await client.connect();
try {
  const applied = await migrate(client);
  console.log(
    applied.length > 0 ? `Applied ${applied.join(", ")}.` : "The database is up to date.",
  );
} finally {
  await client.end();
}
