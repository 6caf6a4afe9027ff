import { readdirSync } from "node:fs";

import { sql } from "kysely";
import { Client } from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";

import { listAudit } from "@/lib/db/audit";
import type { Transaction } from "@/lib/db/database";
import { runSummaries } from "@/lib/db/run-summaries";
import { migrate } from "@/supabase/embedded/migrate";

import { createHostedLike, superuserUrl } from "./hosted-like";
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

it("has no policy that calls a function with a column of the row", async () => {
  const policies = await query(
    `select tablename, policyname, coalesce(qual, '') || ' ' || coalesce(with_check, '') as asks from pg_policies
      where schemaname in ('public', 'private', 'mesh')`,
  );
  const calls = policies.flatMap(
    ({ asks }) => String(asks).match(/(SELECT )?\w+\.\w+\(.*?\)/g) ?? [],
  );
  expect(calls.length).toBeGreaterThan(30);
  expect(
    calls.filter((call) => !/^SELECT (auth\.uid\(\)|private\.\w+\(('\w+'::text)?\))/.test(call)),
  ).toEqual([]);
});

it("asks for a person's workspaces once for a statement, however many rows it reads", async () => {
  const ada = await test.signUp("ada");
  const superuser = new Client({ connectionString: superuserUrl(test, "postgres") });
  await superuser.connect();
  await superuser.query("alter role app_login set track_functions = 'all'");
  await superuser.query(
    `with made as (insert into public.automations (workspace_id, name) values ('${ada.workspace}', 'Many') returning id)
     insert into public.runs (id, workspace_id, automation_id, version, trigger_key, trigger, status)
     select gen_random_uuid(), '${ada.workspace}', id, 1, n::text, '{}', 'succeeded' from made, generate_series(1, 500) n`,
  );
  await superuser.query(
    `insert into public.audit_log (workspace_id, actor_kind, actor_id, action)
     select '${ada.workspace}', 'user', '${ada.sub}', 'automations.save' from generate_series(1, 500)`,
  );
  await superuser.end();
  const callsOf = (read: (trx: Transaction) => Promise<unknown>) =>
    test.db.withUser(ada, async (trx) => {
      const result = await read(trx);
      const { rows } = await sql<{ name: string; calls: number }>`
        select funcname as name, calls::int from pg_stat_xact_user_functions where schemaname = 'private'`.execute(
        trx,
      );
      return { result, calls: rows };
    });
  const summaries = await callsOf((trx) => runSummaries(trx, ada.workspace));
  expect([...(summaries.result as Map<string, unknown>).values()]).toMatchObject([
    { succeeded: 500 },
  ]);
  // Once for each of the two tables that the statement names.
  expect(summaries.calls).toEqual([{ name: "my_workspaces", calls: 2 }]);
  const audit = await callsOf((trx) =>
    listAudit(trx, { workspaceId: ada.workspace, areas: ["members"], before: null, limit: 50 }),
  );
  expect(audit.result).toEqual([]);
  // Once for each table that the statement names: the log, automations, and people by two of theirs.
  expect(audit.calls.find(({ name }) => name === "my_workspaces")?.calls).toBeLessThan(5);
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
