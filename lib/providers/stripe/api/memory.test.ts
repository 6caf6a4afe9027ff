import { spawnSync } from "node:child_process";

import { expect, it } from "vitest";

/** A process that loads the adapter, and reports heap and generated files before the first use, after lists, after all. */
const PROGRAM = `
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
const { readFileSync } = fs;
const read = [];
fs.readFileSync = (file, ...more) => {
  if (String(file).endsWith(".gen.json")) read.push(String(file).split("/").at(-1));
  return readFileSync(file, ...more);
};
syncBuiltinESMExports();
const heap = () => { gc(); gc(); return process.memoryUsage().heapUsed / 1e6; };
await import("./lib/providers/stripe/objects/index.ts");
await import("stripe");
const bare = heap();
const { catalogue } = await import("./lib/providers/stripe/api/index.ts");
const loaded = heap();
const before = [...read];
const count = catalogue.list().length;
const listed = [...read];
const lists = heap();
for (const { key } of catalogue.list()) catalogue.find(key).input.safeParse({});
console.log(JSON.stringify({ before, listed, count, load: loaded - bare, list: lists - loaded, all: heap() - lists }));
`;

it("reads nothing before the first use, little for a list, and keeps some operations only", () => {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["--expose-gc", "--import", "./scripts/alias.ts", "--input-type=module", "-e", PROGRAM],
    { encoding: "utf8" },
  );
  expect(stderr).toBe("");
  const found = JSON.parse(stdout) as {
    readonly before: readonly string[];
    readonly listed: readonly string[];
    readonly count: number;
    readonly load: number;
    readonly list: number;
    readonly all: number;
  };
  expect(found.before).toEqual([]);
  expect(found.listed).toEqual(["operations.gen.json"]);
  expect(found.count).toBeGreaterThan(580);
  expect(found.load).toBeLessThan(3);
  expect(found.list).toBeLessThan(1);
  // All at once would take 37 MB. Fifty and the types take less.
  expect(found.all).toBeLessThan(12);
});
