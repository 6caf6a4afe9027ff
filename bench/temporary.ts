import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** A data folder for one run. */
export const makeDataFolder = () => mkdtempSync(path.join(tmpdir(), "dashboard-bench-"));

/** Removes a data folder, and the place that Postgres was moved to if it could not be reached as another user. */
export function removeDataFolder(folder: string): void {
  const hash = createHash("sha256").update(folder).digest("hex").slice(0, 12);
  for (const used of [folder, path.join("/var/lib/agentic-dashboard", hash)])
    rmSync(used, { recursive: true, force: true });
}
