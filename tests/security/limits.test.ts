import { fork } from "node:child_process";
import { once } from "node:events";

import { afterAll, beforeAll, expect, it } from "vitest";

import { createRateLimits, type RateLimits } from "@/lib/db/rate-limits";

import { startTestStack, type TestStack } from "../db/stack";

let test: TestStack;
let limits: RateLimits;

beforeAll(async () => {
  test = await startTestStack();
  limits = createRateLimits(test.db);
});
afterAll(() => test.stop());

const limit = { name: "test", points: 3, seconds: 60 };

it("lets two processes spend one limit together", async () => {
  const children = [1, 2].map(() =>
    fork("tests/security/limits-process.ts", { env: { ...process.env, ...test.stack.env } }),
  );
  try {
    await Promise.all(children.map((child) => once(child, "message")));
    const answers = children.map((child) => once(child, "message"));
    for (const child of children) child.send(20);
    const within = (await Promise.all(answers)).map(([count]) => Number(count));
    expect(within.reduce((sum, count) => sum + count, 0)).toBe(10);
  } finally {
    for (const child of children) child.kill();
  }
});

it("says how long to wait, and counts others apart", async () => {
  const ada = { limit, key: "ada" };
  expect([await limits.spend([ada]), await limits.spend([ada]), await limits.spend([ada])]).toEqual(
    [0, 0, 0],
  );
  const wait = await limits.spend([ada]);
  expect(wait).toBeGreaterThan(50);
  expect(wait).toBeLessThanOrEqual(60);
  expect(await limits.spend([{ limit, key: "bob" }])).toBe(0);
  expect(await limits.spend([{ limit: { ...limit, name: "other" }, key: "ada" }])).toBe(0);
});

it("takes back what turned out to be harmless", async () => {
  const key = { limit, key: "cleo" };
  for (let time = 0; time < 10; time++) {
    expect(await limits.spend([key])).toBe(0);
    await limits.giveBack([key]);
  }
});

it("counts several points at once, and takes as many back", async () => {
  const of = (points: number) => [{ limit, key: "dora", points }];
  expect(await limits.spend(of(3))).toBe(0);
  await limits.giveBack(of(3));
  expect([await limits.spend(of(2)), await limits.spend(of(1))]).toEqual([0, 0]);
  expect(await limits.spend(of(1))).toBeGreaterThan(0);
  expect(await limits.spend([{ limit, key: "emil", points: 4 }])).toBeGreaterThan(0);
});

it("forgets nobody because many others came", async () => {
  const victim = { limit, key: "victim" };
  for (let time = 0; time < 4; time++) await limits.spend([victim]);
  await test.admin.query(
    "insert into private.rate_limits select 'filler' || n, 1, 1e15 from generate_series(1, 20000) n",
  );
  expect(await limits.spend([victim])).toBeGreaterThan(0);
});

it("keeps no e-mail address, and needs no right to change the schema", async () => {
  await limits.spend([{ limit, key: "secret@example.com" }]);
  const { rows } = await test.admin.query(
    "select key from private.rate_limits where key like 'test%'",
  );
  expect(rows.length).toBeGreaterThan(0);
  expect(JSON.stringify(rows)).not.toContain("example.com");
  const { rows: rights } = await test.admin.query(
    "select has_schema_privilege('service_role', 'private', 'create') as creates",
  );
  expect(rights).toEqual([{ creates: false }]);
});
