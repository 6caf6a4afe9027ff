import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { startStack } from "../supabase/embedded/stack.ts";

/** Writes lib/db/types.gen.ts from the migrated schema. `--check` fails when the file would change. */
const root = path.resolve(import.meta.dirname, "..");
const data = mkdtempSync(path.join(tmpdir(), "dashboard-types-"));
const stack = await startStack({ root: data, siteUrl: "http://localhost:3000", log: () => {} });
const result = spawnSync(
  path.join(root, "node_modules/.bin/kysely-codegen"),
  [
    "--dialect",
    "postgres",
    "--url",
    stack.adminUrl,
    "--out-file",
    path.join(root, "lib/db/types.gen.ts"),
    "--include-pattern",
    "(public|private|mesh).*",
    "--default-schema",
    "public",
    "--numeric-parser",
    "number",
    "--type-mapping",
    JSON.stringify({ int8: "number" }),
    ...(process.argv.includes("--check") ? ["--verify"] : []),
  ],
  { cwd: root, stdio: "inherit", env: { ...process.env, NODE_OPTIONS: "" } },
);
await stack.stop();
rmSync(data, { recursive: true, force: true });
process.exit(result.status ?? 1);
