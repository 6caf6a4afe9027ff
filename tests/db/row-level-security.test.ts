import type { PoolClient } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { startTestStack, type TestStack, type TestUser } from "./stack";

/**
 * What each caller may do with the rows of workspace A. `r`ead, `c`reate, `u`pdate, `d`elete; a letter that is absent
 * means refused or no row touched. `anon` is the public role; `outsider` owns another workspace.
 */
const EXPECTED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "public.profiles": {
    anon: "",
    outsider: "",
    viewer: "r",
    member: "r",
    admin: "r",
    owner: "ru",
    service: "r",
  },
  "public.workspaces": {
    anon: "",
    outsider: "",
    viewer: "r",
    member: "r",
    admin: "ru",
    owner: "ru",
    service: "r",
  },
  "public.memberships": {
    anon: "",
    outsider: "",
    viewer: "r",
    member: "r",
    admin: "rud",
    owner: "rud",
    service: "r",
  },
  "public.invitations": {
    anon: "",
    outsider: "",
    viewer: "",
    member: "",
    admin: "rcd",
    owner: "rcd",
    service: "",
  },
  "public.connections": {
    anon: "",
    outsider: "",
    viewer: "r",
    member: "r",
    admin: "r",
    owner: "r",
    service: "rcud",
  },
  "public.connection_cursors": {
    anon: "",
    outsider: "",
    viewer: "r",
    member: "r",
    admin: "r",
    owner: "r",
    service: "rcud",
  },
  "public.audit_log": {
    anon: "",
    outsider: "",
    viewer: "",
    member: "",
    admin: "r",
    owner: "r",
    service: "rc",
  },
  "public.api_tokens": {
    anon: "",
    outsider: "",
    viewer: "",
    member: "",
    admin: "r",
    owner: "r",
    service: "rcud",
  },
  "public.automations": {
    anon: "",
    outsider: "",
    viewer: "r",
    member: "r",
    admin: "r",
    owner: "r",
    service: "rcud",
  },
  "public.automation_versions": {
    anon: "",
    outsider: "",
    viewer: "r",
    member: "r",
    admin: "r",
    owner: "r",
    service: "rcd",
  },
  "public.runs": {
    anon: "",
    outsider: "",
    viewer: "r",
    member: "r",
    admin: "r",
    owner: "r",
    service: "rcud",
  },
  "public.steps": {
    anon: "",
    outsider: "",
    viewer: "r",
    member: "r",
    admin: "r",
    owner: "r",
    service: "rcud",
  },
  "public.step_attempts": {
    anon: "",
    outsider: "",
    viewer: "r",
    member: "r",
    admin: "r",
    owner: "r",
    service: "rcud",
  },
  "public.approvals": {
    anon: "",
    outsider: "",
    viewer: "r",
    member: "r",
    admin: "r",
    owner: "r",
    service: "rcud",
  },
  "public.dashboards": {
    anon: "",
    outsider: "",
    viewer: "r",
    member: "rc",
    admin: "rc",
    owner: "rc",
    service: "r",
  },
  "public.widget_definitions": {
    anon: "",
    outsider: "",
    viewer: "r",
    member: "rcu",
    admin: "rcu",
    owner: "rcu",
    service: "r",
  },
  "public.widgets": {
    anon: "",
    outsider: "",
    viewer: "r",
    member: "rcu",
    admin: "rcu",
    owner: "rcu",
    service: "r",
  },
  "public.dashboard_layouts": {
    anon: "",
    outsider: "",
    viewer: "c",
    member: "c",
    admin: "c",
    owner: "rud",
    service: "",
  },
  "private.connection_secrets": {
    anon: "",
    outsider: "",
    viewer: "",
    member: "",
    admin: "",
    owner: "",
    service: "rcud",
  },
  "private.connection_tokens": {
    anon: "",
    outsider: "",
    viewer: "",
    member: "",
    admin: "",
    owner: "",
    service: "rcud",
  },
  "private.oauth_attempts": {
    anon: "",
    outsider: "",
    viewer: "",
    member: "",
    admin: "",
    owner: "",
    service: "rcud",
  },
  "private.webhook_endpoints": {
    anon: "",
    outsider: "",
    viewer: "",
    member: "",
    admin: "",
    owner: "",
    service: "rcud",
  },
  "private.quarantine": {
    anon: "",
    outsider: "",
    viewer: "",
    member: "",
    admin: "",
    owner: "",
    service: "rcud",
  },
  "mesh.stream": {
    anon: "",
    outsider: "",
    viewer: "",
    member: "",
    admin: "",
    owner: "",
    service: "rcud",
  },
  "mesh.inbox": {
    anon: "",
    outsider: "",
    viewer: "",
    member: "",
    admin: "",
    owner: "",
    service: "rcud",
  },
  "mesh.event": {
    anon: "",
    outsider: "",
    viewer: "",
    member: "",
    admin: "",
    owner: "",
    service: "rcud",
  },
  "mesh.cursor": {
    anon: "",
    outsider: "",
    viewer: "",
    member: "",
    admin: "",
    owner: "",
    service: "rcud",
  },
};

interface Statements {
  readonly where: string;
  readonly insert: string;
  readonly update: string;
}

let test: TestStack;
let users: Record<"owner" | "admin" | "member" | "viewer" | "outsider", TestUser>;
let ids: Record<
  "dashboard" | "connection" | "spareConnection" | "victim" | "automation" | "run",
  string
>;

/** One probe per table, aimed at the rows of workspace A. `:me` is the caller. */
function statements(table: string): Statements {
  const a = `'${users.owner.workspace}'`;
  const owner = `'${users.owner.sub}'`;
  const c = `'${ids.connection}'`;
  const automation = `'${ids.automation}'`;
  const run = `'${ids.run}'`;
  const random = Math.random().toString(36).slice(2, 10);
  const bytes = "decode(md5(random()::text) || md5(random()::text), 'hex')";
  const all: Record<string, Statements> = {
    "public.profiles": {
      where: `id = ${owner}`,
      insert: `(id) values (gen_random_uuid())`,
      update: "display_name = 'x'",
    },
    "public.workspaces": {
      where: `id = ${a}`,
      insert: `(name) values ('x')`,
      update: "name = 'x'",
    },
    "public.memberships": {
      where: `workspace_id = ${a} and user_id = '${ids.victim}'`,
      insert: `(workspace_id, user_id, role) values (${a}, '${users.outsider.sub}', 'owner')`,
      update: "role = 'viewer'",
    },
    "public.invitations": {
      where: `workspace_id = ${a}`,
      insert: `(workspace_id, role, token_hash, created_by) values (${a}, 'member', ${bytes}, :me)`,
      update: "role = 'admin'",
    },
    "public.connections": {
      where: `workspace_id = ${a}`,
      insert: `(workspace_id, provider, account_id, livemode, auth_kind) values (${a}, 'stripe', 'acct_${random}', false, 'oauth')`,
      update: "label = 'x'",
    },
    "public.connection_cursors": {
      where: `connection_id = ${c}`,
      insert: `(connection_id) values ('${ids.spareConnection}')`,
      update: "last_sweep_at = now()",
    },
    "public.audit_log": {
      where: `workspace_id = ${a}`,
      insert: `(workspace_id, actor_kind, actor_id, action) values (${a}, 'user', 'x', 'x')`,
      update: "action = 'x'",
    },
    "public.api_tokens": {
      where: `workspace_id = ${a}`,
      insert: `(workspace_id, name, token_hash, hint, scopes) values (${a}, 't${random}', ${bytes}, 'x', '{}')`,
      update: "hint = 'y'",
    },
    "public.automations": {
      where: `id = ${automation}`,
      insert: `(workspace_id, name) values (${a}, '${random}')`,
      update: "name = 'x'",
    },
    "public.automation_versions": {
      where: `automation_id = ${automation}`,
      insert: `(automation_id, version, workspace_id, definition, author_kind, author_id) values (${automation}, ${Date.now() % 1_000_000_000}, ${a}, '{}', 'user', 'x')`,
      update: "author_id = 'x'",
    },
    "public.runs": {
      where: `id = ${run}`,
      insert: `(id, workspace_id, automation_id, version, trigger_key, trigger) values (gen_random_uuid(), ${a}, ${automation}, 1, '${random}', '{}')`,
      update: "reason = 'x'",
    },
    "public.steps": {
      where: `run_id = ${run}`,
      insert: `(run_id, key, workspace_id, position, step, kind, status, idempotency_key) values (${run}, '${random}', ${a}, 2, 'x', 'use', 'running', '${random}')`,
      update: "reason = 'x'",
    },
    "public.step_attempts": {
      where: `run_id = ${run}`,
      insert: `(run_id, key, attempt, workspace_id) values (${run}, 'probe', ${Date.now() % 1_000_000_000}, ${a})`,
      update: "error = 'x'",
    },
    "public.approvals": {
      where: `run_id = ${run}`,
      insert: `(workspace_id, run_id, key, automation_id, reason, requested_kind, requested_id, expires_at) values (${a}, ${run}, '${random}', ${automation}, 'x', 'automation', 'x', now())`,
      update: "reason = 'x'",
    },
    "public.dashboards": {
      where: `workspace_id = ${a}`,
      insert: `(workspace_id, slug, name) values (${a}, '${random}', 'x')`,
      update: "name = 'x'",
    },
    "public.widget_definitions": {
      where: `workspace_id = ${a}`,
      insert: `(workspace_id, type, definition) values (${a}, 'w${random}', '{}')`,
      update: "definition = '{}'",
    },
    "public.widgets": {
      where: `workspace_id = ${a}`,
      insert: `(workspace_id, dashboard_id, type) values (${a}, '${ids.dashboard}', 'probe')`,
      update: "removed_at = now()",
    },
    "public.dashboard_layouts": {
      where: `dashboard_id = '${ids.dashboard}' and user_id = ${owner}`,
      insert: `(dashboard_id, user_id) values ('${ids.dashboard}', :me) on conflict do nothing`,
      update: "updated_at = now()",
    },
    "private.connection_secrets": {
      where: `connection_id = ${c}`,
      insert: `(connection_id, field, sealed) values (${c}, 'f${random.replaceAll(/\d/g, "x")}', 'x')`,
      update: "sealed = 'x'",
    },
    "private.connection_tokens": {
      where: `connection_id = ${c}`,
      insert: `(connection_id) values ('${ids.spareConnection}')`,
      update: "version = version",
    },
    "private.oauth_attempts": {
      where: `workspace_id = ${a}`,
      insert: `(state_hash, provider, workspace_id, user_id, session_hash, livemode) values (${bytes}, 'stripe', ${a}, ${owner}, ${bytes}, false)`,
      update: "livemode = true",
    },
    "private.webhook_endpoints": {
      where: `connection_id = ${c}`,
      insert: `(connection_id, sealed) values ('${ids.spareConnection}', 'x')`,
      update: "sealed = 'x'",
    },
    "private.quarantine": {
      where: "true",
      insert: `(provider, reason, body) values ('stripe', 'x', 'x')`,
      update: "reason = 'x'",
    },
    "mesh.stream": {
      where: `workspace_id = ${a}`,
      insert: `(workspace_id) values ('${users.outsider.workspace}')`,
      update: "last_seq = last_seq",
    },
    "mesh.inbox": {
      where: `workspace_id = ${a}`,
      insert: `(workspace_id, source, event_id, seq) values (${a}, 'x', '${random}', 9)`,
      update: "seq = seq",
    },
    "mesh.event": {
      where: `workspace_id = ${a}`,
      insert: `(workspace_id, seq, id, type, source, time, origin, actor_kind, actor_id, data) values (${a}, 99, 'x', 'x', 'x', now(), 'ui', 'user', 'x', '{}')`,
      update: "type = type",
    },
    "mesh.cursor": {
      where: `workspace_id = ${a}`,
      insert: `(workspace_id, consumer) values (${a}, '${random}')`,
      update: "seq = seq",
    },
  };
  const found = all[table];
  if (!found) throw new Error(`No probe for ${table}`);
  return found;
}

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
  const sub = role === "authenticated" ? users[who as keyof typeof users].sub : null;
  const probe = statements(table);
  const columns = table === "public.invitations" ? "id" : "*";
  const insert = probe.insert.replaceAll(":me", sub ? `'${sub}'` : `'${users.owner.sub}'`);
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

async function insertFixture(): Promise<void> {
  const { admin } = test;
  const a = users.owner.workspace;
  const one = async (sql: string, values: unknown[]) =>
    (await admin.query<{ id: string }>(sql, values)).rows[0]?.id ?? "";
  for (const role of ["admin", "member", "viewer"] as const)
    await admin.query("insert into public.memberships values ($1, $2, $3)", [
      a,
      users[role].sub,
      role,
    ]);
  const victim = await test.signUp("victim");
  await admin.query("insert into public.memberships values ($1, $2, 'member')", [a, victim.sub]);
  const connection = (account: string) =>
    one(
      "insert into public.connections (workspace_id, provider, account_id, livemode, auth_kind) values ($1, 'stripe', $2, false, 'oauth') returning id",
      [a, account],
    );
  const automation = await one(
    "insert into public.automations (workspace_id, name) values ($1, 'probe') returning id",
    [a],
  );
  const run = await one(
    "insert into public.runs (id, workspace_id, automation_id, version, trigger_key, trigger) values (gen_random_uuid(), $1, $2, 1, 'probe', '{}') returning id",
    [a, automation],
  );
  ids = {
    automation,
    run,
    victim: victim.sub,
    connection: await connection("acct_1"),
    spareConnection: await connection("acct_2"),
    dashboard: await one(
      "insert into public.dashboards (workspace_id, name) values ($1, 'd') returning id",
      [a],
    ),
  };
  await admin.query(
    "insert into public.automation_versions values ($1, 1, $2, '{}', 'user', 'x')",
    [automation, a],
  );
  await admin.query(
    "insert into public.steps (run_id, key, workspace_id, position, step, kind, status, idempotency_key) values ($1, 'probe', $2, 1, 'x', 'use', 'running', 'probe')",
    [run, a],
  );
  await admin.query(
    "insert into public.step_attempts (run_id, key, attempt, workspace_id) values ($1, 'probe', 1, $2)",
    [run, a],
  );
  await admin.query(
    "insert into public.approvals (workspace_id, run_id, key, automation_id, reason, requested_kind, requested_id, expires_at) values ($1, $2, 'probe', $3, 'x', 'automation', 'x', now())",
    [a, run, automation],
  );
  await admin.query(
    "insert into public.api_tokens (workspace_id, name, token_hash, hint, scopes) values ($1, 'probe', $2, 'x', '{}')",
    [a, Buffer.alloc(32, 7)],
  );
  const hash = Buffer.alloc(32, 1);
  await admin.query("insert into public.connection_cursors (connection_id) values ($1)", [
    ids.connection,
  ]);
  await admin.query(
    "insert into public.invitations (workspace_id, role, token_hash, created_by) values ($1, 'member', $2, $3)",
    [a, hash, users.owner.sub],
  );
  await admin.query(
    "insert into public.audit_log (workspace_id, actor_kind, actor_id, action) values ($1, 'user', 'x', 'x')",
    [a],
  );
  await admin.query("insert into public.widget_definitions values ($1, 'probe', '{}')", [a]);
  await admin.query(
    "insert into public.widgets (workspace_id, dashboard_id, type) values ($1, $2, 'probe')",
    [a, ids.dashboard],
  );
  await admin.query(
    "insert into public.dashboard_layouts (dashboard_id, user_id) values ($1, $2)",
    [ids.dashboard, users.owner.sub],
  );
  await admin.query("insert into private.connection_secrets values ($1, 'key', 'x')", [
    ids.connection,
  ]);
  await admin.query("insert into private.connection_tokens (connection_id) values ($1)", [
    ids.connection,
  ]);
  await admin.query(
    "insert into private.oauth_attempts (state_hash, provider, workspace_id, user_id, session_hash, livemode) values ($1, 'stripe', $2, $3, $1, false)",
    [hash, a, users.owner.sub],
  );
  await admin.query(
    "insert into private.webhook_endpoints (connection_id, sealed) values ($1, 'x')",
    [ids.connection],
  );
  await admin.query(
    "insert into private.quarantine (provider, reason, body) values ('stripe', 'x', 'x')",
  );
  await admin.query("insert into mesh.stream values ($1, 1, 0)", [a]);
  await admin.query("insert into mesh.inbox values ($1, 's', 'e', 1)", [a]);
  await admin.query(
    "insert into mesh.event (workspace_id, seq, id, type, source, time, origin, actor_kind, actor_id, data) values ($1, 1, 'e', 't', 's', now(), 'provider', 'provider', 'x', '{}')",
    [a],
  );
  await admin.query("insert into mesh.cursor values ($1, 'c')", [a]);
}

beforeAll(async () => {
  test = await startTestStack();
  users = {
    owner: await test.signUp("owner"),
    admin: await test.signUp("admin"),
    member: await test.signUp("member"),
    viewer: await test.signUp("viewer"),
    outsider: await test.signUp("outsider"),
  };
  await insertFixture();
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
    "private.role_in",
    "private.shares_workspace",
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
        .where("workspace_id", "=", users.owner.workspace)
        .where("user_id", "=", user.sub)
        .execute(),
    );
  await expect(leave(users.owner)).rejects.toMatchObject({ constraint: "last_owner" });
  await test.admin.query(
    "update public.memberships set role = 'owner' where workspace_id = $1 and user_id = $2",
    [users.owner.workspace, users.admin.sub],
  );
  const outcomes = await Promise.allSettled([leave(users.owner), leave(users.admin)]);
  expect(outcomes.map((outcome) => outcome.status).toSorted()).toEqual(["fulfilled", "rejected"]);
});
