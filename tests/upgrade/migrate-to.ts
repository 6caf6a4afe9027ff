import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import type { Client } from "pg";

import { migrate } from "@/supabase/embedded/migrate";

const MIGRATIONS = path.resolve("supabase/migrations");

/** Applies the migrations that an earlier version had, of which this is the newest. */
export async function migrateTo(client: Client, migration: string): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "dashboard-migrations-"));
  for (const name of readdirSync(MIGRATIONS))
    if ((name.split("_")[0] ?? "") <= migration)
      cpSync(path.join(MIGRATIONS, name), path.join(folder, name));
  await migrate(client, folder);
  rmSync(folder, { recursive: true });
}
