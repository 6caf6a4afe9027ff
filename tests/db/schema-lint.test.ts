import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { Client } from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";

import { migrate } from "@/supabase/embedded/migrate";

import { startTestStack, type TestStack } from "./stack";

/** What a hosted project's auth service has made before our first migration, as far as we touch it. */
const HOSTED_AUTH = `
  create table auth.users (id uuid primary key, email text, raw_user_meta_data jsonb);
  alter table auth.users owner to supabase_auth_admin;
  create function auth.uid() returns uuid language sql stable as
    'select (nullif(current_setting(''request.jwt.claims'', true), '''')::jsonb ->> ''sub'')::uuid';`;

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
  const superuser = test.stack.adminUrl.replace(
    /\/\/postgres:[^@]+@/,
    `//supabase_admin:${test.stack.keys.passwords.supabase_admin}@`,
  );
  const first = new Client({ connectionString: superuser });
  await first.connect();
  await first.query("create database hosted_like");
  await first.end();
  const inside = new Client({
    connectionString: superuser.replace(/\/postgres$/, "/hosted_like"),
  });
  await inside.connect();
  // The roles exist in the whole cluster; a database has its own schemas and grants.
  const bootstrap = readFileSync(path.resolve("supabase/embedded/bootstrap.sql"), "utf8");
  await inside.query(
    bootstrap
      .split("\n")
      .filter((line) => !/^(create role|grant anon|alter role)/.test(line))
      .join("\n")
      .replaceAll("database postgres", "database hosted_like"),
  );
  await inside.query(HOSTED_AUTH);
  await inside.query("grant select, references, trigger on auth.users to postgres");
  await inside.end();
  const owner = new Client({
    connectionString: test.stack.adminUrl.replace(/\/postgres$/, "/hosted_like"),
  });
  await owner.connect();
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
