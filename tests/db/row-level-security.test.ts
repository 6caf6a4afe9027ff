import type { PoolClient } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { EXPECTED } from "./rights-expected";
import { insertFixture } from "./rights-fixture";
import { statements, type Cast } from "./rights-probes";
import { startTestStack, type TestStack, type TestUser } from "./stack";

let test: TestStack;
let cast: Cast;
/** Whether a statement, run as somebody and then rolled back, reached a row. */
async function reaches(
  client: PoolClient,
  role: string,
  sub: string | null,
  sql: string,
): Promise<boolean> {
  await client.query("begin");
  try {
    await client.query(`set local role ${role}`);
    if (sub)
      await client.query("select set_config('request.jwt.claims', $1, true)", [
        JSON.stringify({ sub, role }),
      ]);
    const result = await client.query(sql);
    return (result.rowCount ?? 0) > 0;
  } catch (error) {
    const code = (error as { code?: string }).code ?? "";
    if (code === "42501") return false;
    throw new Error(`${sql}: ${(error as Error).message}`, { cause: error });
  } finally {
    await client.query("rollback");
  }
}

async function rights(table: string, who: string): Promise<string> {
  const role = who === "anon" ? "anon" : who === "service" ? "service_role" : "authenticated";
  const sub = role === "authenticated" ? cast.users[who as keyof Cast["users"]].sub : null;
  const probe = statements(table, cast);
  const columns = table === "public.invitations" ? "id" : "*";
  const insert = probe.insert.replaceAll(":me", sub ? `'${sub}'` : `'${cast.users.owner.sub}'`);
  const tries = [
    ["r", `select ${columns} from ${table} where ${probe.where}`],
    ["c", `insert into ${table} ${insert}`],
    ["u", `update ${table} set ${probe.update} where ${probe.where}`],
    ["d", `delete from ${table} where ${probe.where}`],
  ] as const;
  const client = await test.admin.connect();
  try {
    let out = "";
    for (const [letter, sql] of tries) if (await reaches(client, role, sub, sql)) out += letter;
    return out;
  } finally {
    client.release();
  }
}

beforeAll(async () => {
  test = await startTestStack();
  cast = await insertFixture(test);
});
afterAll(() => test.stop());

it("covers every table of the app's schemas", async () => {
  const { rows } = await test.admin.query<{ name: string }>(
    "select schemaname || '.' || tablename as name from pg_tables where schemaname in ('public', 'private', 'mesh') order by 1",
  );
  expect(rows.map((row) => row.name)).toEqual(Object.keys(EXPECTED).toSorted());
});

describe.each(Object.entries(EXPECTED))("%s", (table, expected) => {
  it.each(Object.entries(expected))(`lets %s do “%s” and no more`, async (who, letters) => {
    expect(await rights(table, who)).toBe(letters);
  });
});

async function expectNoFurtherFunctions(): Promise<void> {
  const { rows } = await test.admin.query<{ name: string; anon: boolean; authenticated: boolean }>(
    `select n.nspname || '.' || p.proname as name, has_function_privilege('anon', p.oid, 'execute') as anon,
       has_function_privilege('authenticated', p.oid, 'execute') as authenticated
     from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname in ('public', 'private', 'mesh') order by 1`,
  );
  expect(rows.filter((row) => row.anon)).toEqual([]);
  expect(rows.filter((row) => row.authenticated).map((row) => row.name)).toEqual([
    "private.accept_invitation",
    "private.my_colleagues",
    "private.my_connections",
    "private.my_workspaces",
  ]);
}
it("lets nobody call a function that was not granted to them", expectNoFurtherFunctions);

async function expectPowerlessLogin(): Promise<void> {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: test.stack.env["DATABASE_URL"] });
  await client.connect();
  try {
    for (const table of Object.keys(EXPECTED))
      await expect(client.query(`select from ${table}`)).rejects.toMatchObject({
        code: "42501",
      });
  } finally {
    await client.end();
  }
}
it("refuses the login itself everything", expectPowerlessLogin);

describe("after a restart with the same data folder", () => {
  beforeAll(async () => {
    const { root } = test;
    await test.stop({ keep: true });
    test = await startTestStack(root);
  });

  it("still knows the rows and lets each caller do the same and no more", async () => {
    const found: Record<string, Record<string, string>> = {};
    for (const [table, expected] of Object.entries(EXPECTED)) {
      const row: Record<string, string> = {};
      for (const who of Object.keys(expected)) row[who] = await rights(table, who);
      found[table] = row;
    }
    expect(found).toEqual(EXPECTED);
  });
  it("lets nobody call a further function", expectNoFurtherFunctions);
  it("refuses the login itself everything", expectPowerlessLogin);
});

it("protects the last owner, also when two leave at once", async () => {
  const leave = (user: TestUser) =>
    test.db.withUser(user, (trx) =>
      trx
        .deleteFrom("memberships")
        .where("workspace_id", "=", cast.users.owner.workspace)
        .where("user_id", "=", user.sub)
        .execute(),
    );
  await expect(leave(cast.users.owner)).rejects.toMatchObject({ constraint: "last_owner" });
  await test.admin.query(
    "update public.memberships set role = 'owner' where workspace_id = $1 and user_id = $2",
    [cast.users.owner.workspace, cast.users.admin.sub],
  );
  const outcomes = await Promise.allSettled([leave(cast.users.owner), leave(cast.users.admin)]);
  expect(outcomes.map((outcome) => outcome.status).toSorted()).toEqual(["fulfilled", "rejected"]);
});
