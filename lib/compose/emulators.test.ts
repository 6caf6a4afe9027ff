import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterEach, beforeEach, expect, it } from "vitest";

import { awaitEmulators } from "./emulators";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "emulators-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

it("waits until the emulators' variables are there, and takes them in", async () => {
  const file = path.join(folder, "emulators.json");
  const env: NodeJS.ProcessEnv = { NODE_ENV: "test", EMULATORS_FILE: file };
  let isDone = false;
  const done = awaitEmulators(env).then(() => (isDone = true));
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(isDone).toBe(false);
  writeFileSync(`${file}.new`, JSON.stringify({ DATABASE_URL: "postgres://here" }));
  renameSync(`${file}.new`, file);
  await done;
  expect(env["DATABASE_URL"]).toBe("postgres://here");
});

it("waits for nothing when no file is named", async () => {
  const env: NodeJS.ProcessEnv = { NODE_ENV: "test" };
  await awaitEmulators(env);
  expect(env).toEqual({ NODE_ENV: "test" });
});
