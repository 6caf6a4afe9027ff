import { readdirSync } from "node:fs";

import { afterAll, beforeAll, expect, it } from "vitest";

import { migrate } from "@/supabase/embedded/migrate";

import { createHostedLike } from "./hosted-like";
import { startTestStack, type TestStack } from "./stack";

let test: TestStack;
const query = async (sql: string) => (await test.admin.query<Record<string, unknown>>(sql)).rows;

beforeAll(async () => {
  test = await startTestStack();
});
afterAll(() => test.stop());

it("has row-level security on every table", async () => {
  expect(
    await query(`select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and n.nspname in ('public', 'private', 'mesh') and not c.relrowsecurity`),
  ).toEqual([]);
});

it("has no policy that lets everything through", async () => {
  const policies = await query(
    "select tablename, policyname, roles::text, qual, with_check from pg_policies where schemaname in ('public', 'private', 'mesh')",
  );
  expect(policies.length).toBeGreaterThan(10);
  expect(
    policies.filter((policy) => policy["qual"] === "true" || policy["with_check"] === "true"),
  ).toEqual([]);
  expect(policies.filter((policy) => policy["roles"] !== "{authenticated}")).toEqual([]);
});

it("pins the search path of every function", async () => {
  expect(
    await query(`select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname in ('public', 'private', 'mesh') and not coalesce(p.proconfig::text like '%search_path=%', false)`),
  ).toEqual([]);
});

it("indexes every foreign key", async () => {
  expect(
    await query(`select c.conrelid::regclass::text as "table", a.attname as "column" from pg_constraint c
      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
      where c.contype = 'f' and c.connamespace in ('public'::regnamespace, 'private'::regnamespace, 'mesh'::regnamespace)
        and a.attname in ('workspace_id', 'connection_id', 'dashboard_id')
        and not exists (select from pg_index i where i.indrelid = c.conrelid and a.attnum = any (i.indkey))`),
  ).toEqual([]);
});

it("applies unchanged to a database laid out as a hosted project, as a role that is no superuser", async () => {
  const owner = await createHostedLike(test, "hosted_like", { defaultGrants: false });
  try {
    expect(
      (await owner.query("select rolsuper from pg_roles where rolname = current_user")).rows[0],
    ).toEqual({ rolsuper: false });
    expect(await migrate(owner)).toEqual(readdirSync("supabase/migrations").toSorted());
    expect(await migrate(owner)).toEqual([]);
  } finally {
    await owner.end();
  }
});
