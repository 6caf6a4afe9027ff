import type { Client } from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";

import { migrate } from "@/supabase/embedded/migrate";

import { createHostedLike } from "../db/hosted-like";
import { startTestStack, type TestStack } from "../db/stack";

/** Rights must not depend on what a hosted project grants by itself. */
let test: TestStack;
let hosted: Client;
const API_ROLES = "('anon', 'authenticated', 'service_role')";

/** Every right of the API roles on tables, columns, sequences and functions, as one sorted list. */
const RIGHTS = `
  select 'table ' || table_schema || '.' || table_name || ' ' || grantee || ' ' || privilege_type as line
    from information_schema.role_table_grants where table_schema in ('public', 'private', 'mesh') and grantee in ${API_ROLES}
  union select 'column ' || c.relname || '.' || a.attname || ' ' || a.attacl::text
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace, 'mesh'::regnamespace) and a.attacl is not null
  union select 'sequence ' || c.oid::regclass || ' ' || r.rolname from pg_class c, pg_roles r
    where c.relkind = 'S' and c.relnamespace in ('public'::regnamespace, 'private'::regnamespace, 'mesh'::regnamespace)
      and r.rolname in ${API_ROLES} and has_sequence_privilege(r.rolname, c.oid, 'usage, select, update')
  union select 'function ' || p.oid::regprocedure || ' ' || r.rolname from pg_proc p, pg_roles r
    where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace, 'mesh'::regnamespace)
      and r.rolname in ${API_ROLES} and has_function_privilege(r.rolname, p.oid, 'execute')
  order by 1`;
const linesOf = (rows: { line: string }[]) => rows.map(({ line }) => line);

beforeAll(async () => {
  test = await startTestStack();
  hosted = await createHostedLike(test, "hosted_defaults", { defaultGrants: true });
  await migrate(hosted);
});
afterAll(async () => {
  await hosted.end();
  await test.stop();
});

it("gives the same rights on a project that grants everything by itself", async () => {
  const own = linesOf((await test.admin.query<{ line: string }>(RIGHTS)).rows);
  expect(own.length).toBeGreaterThan(50);
  expect(linesOf((await hosted.query<{ line: string }>(RIGHTS)).rows)).toEqual(own);
});

it("leaves nothing to anonymous callers", async () => {
  const lines = linesOf((await hosted.query<{ line: string }>(RIGHTS)).rows);
  expect(lines.filter((line) => line.includes("anon"))).toEqual([]);
});

it("keeps later tables of the schema public closed until a migration grants", async () => {
  await hosted.query("create table public.later (id integer); create sequence public.later_ids");
  const lines = linesOf((await hosted.query<{ line: string }>(RIGHTS)).rows);
  expect(lines.filter((line) => line.includes("later"))).toEqual([]);
});

it.each([
  ["the e-mail address that others see", "update public.profiles set email = 'x'"],
  ["whose membership it is", "update public.memberships set user_id = gen_random_uuid()"],
  ["an invitation's hash", "select token_hash from public.invitations"],
  [
    "an invitation's expiry",
    "update public.invitations set expires_at = now() + interval '100 years'",
  ],
  ["whole tables", "truncate public.audit_log"],
])("does not let a member reach %s", async (_what, sql) => {
  await hosted.query("begin; set local role authenticated");
  await expect(hosted.query(sql)).rejects.toMatchObject({ code: "42501" });
  await hosted.query("rollback");
});
