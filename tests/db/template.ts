import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** A data folder as a first start leaves it; a copy of it starts in a moment. */
    dataTemplate: string;
  }
}

/** Makes the data that every file of a run begins with a copy of, unless `TEST_DATA_TEMPLATE` names a folder of it. */
export function setup(project: TestProject): () => void {
  const made = process.env["TEST_DATA_TEMPLATE"];
  if (made !== undefined) {
    project.provide("dataTemplate", made);
    return () => {};
  }
  const root = mkdtempSync(path.join(tmpdir(), "dashboard-template-"));
  execFileSync(process.execPath, ["tests/db/template-process.ts", root]);
  project.provide("dataTemplate", root);
  return () => rmSync(root, { recursive: true, force: true });
}
