import type { Cast } from "./rights-probes";
import type { TestStack } from "./stack";

/** Signs everybody up and puts a row of workspace A into every table. */
export async function insertFixture(test: TestStack): Promise<Cast> {
  const users = {
    owner: await test.signUp("owner"),
    admin: await test.signUp("admin"),
    member: await test.signUp("member"),
    viewer: await test.signUp("viewer"),
    outsider: await test.signUp("outsider"),
  };
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
  const ids = {
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
    "insert into public.allowed_moves (run_id, key, workspace_id, automation_id, plan_hash, currency, amount) values ($2, 'probe', $1, $3, 'x', 'usd', 1)",
    [a, run, automation],
  );
  await admin.query(
    "insert into public.approvals (workspace_id, run_id, key, automation_id, reason, requested_kind, requested_id, expires_at) values ($1, $2, 'probe', $3, 'x', 'automation', 'x', now())",
    [a, run, automation],
  );
  await admin.query(
    "insert into public.api_tokens (workspace_id, name, token_hash, hint, scopes) values ($1, 'probe', $2, 'x', '{}')",
    [a, Buffer.alloc(32, 7)],
  );
  await admin.query(
    "insert into public.secrets (workspace_id, name, hosts) values ($1, 'probe', '{a.b}'), ($1, 'spare', '{a.b}')",
    [a],
  );
  await admin.query(
    "insert into private.secret_values select id, 'x' from public.secrets where name = 'probe'",
  );
  const hash = Buffer.alloc(32, 1);
  await admin.query("insert into public.connection_cursors (connection_id) values ($1)", [
    ids.connection,
  ]);
  await admin.query(
    "insert into public.objects (workspace_id, connection_id, type, id, created, data, api_version, source_time) values ($1, $2, 'charge', 'probe', now(), '{}', 'x', now())",
    [a, ids.connection],
  );
  await admin.query(
    "insert into public.object_tokens values ($1, 'probe', now(), 'charge', 'probe')",
    [ids.connection],
  );
  await admin.query(
    "insert into public.object_syncs (workspace_id, connection_id) values ($1, $2)",
    [a, ids.connection],
  );
  await admin.query("insert into public.object_imports values ($1, 'charge', 'waiting', '[]')", [
    ids.connection,
  ]);
  await admin.query(
    "insert into private.object_changes values ($1, $2, 1, 'charge', 'x', now(), false)",
    [ids.connection, a],
  );
  await admin.query(
    "insert into private.unstored_objects values ($1, 'charge', 'x', 'x', null, now())",
    [ids.connection],
  );
  await admin.query("insert into private.object_refetches values ($1, 'charge', 'x', 'x', now())", [
    ids.connection,
  ]);
  await admin.query(
    "insert into public.mrr_changes values ($1, $2, 'usd', '2026-11-29', 'probe', 'new', 0, 1, 1, 1, 1, 1, 1)",
    [a, ids.connection],
  );
  await admin.query(
    "insert into public.mrr_days values ($1, $2, 'usd', '2026-11-29', 'new', 1, 1, 1)",
    [a, ids.connection],
  );
  await admin.query("insert into private.mrr_stale values ($1, 'probe')", [ids.connection]);
  await admin.query("insert into private.mrr_gaps values ($1, 'probe', 'probe', 'metered')", [
    ids.connection,
  ]);
  await admin.query("insert into private.subscription_counts values ($1, 'usd', true, 1)", [
    ids.connection,
  ]);
  await admin.query("insert into private.subscription_states values ($1, 'probe', now(), true)", [
    ids.connection,
  ]);
  await admin.query("insert into private.erasure_keys values ($1)", [a]);
  await admin.query("insert into private.suppressions values ($1, 'probe')", [ids.connection]);
  await admin.query(
    "insert into private.erasures (workspace_id, connection_id, hash, words) values ($1, $2, 'probe', '{}')",
    [a, ids.connection],
  );
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
  await admin.query(
    "insert into public.saved_views (workspace_id, user_id, list, name, address) values ($1, $2, 'payments', 'probe', '{}')",
    [a, users.owner.sub],
  );
  await admin.query(
    "insert into public.overview_layouts (workspace_id, user_id, layout) values ($1, $2, '{}')",
    [a, users.owner.sub],
  );
  await admin.query(
    `insert into public.action_attempts (id, workspace_id, connection_id, action, type, object_id, basis, summary, operation, input, plan_hash)
     values (gen_random_uuid(), $1, $2, 'refund', 'payment', 'probe', 'x', 'x', 'x', '{}', 'x')`,
    [a, ids.connection],
  );
  await admin.query(
    "insert into public.action_limits (workspace_id, currency, amount) values ($1, 'usd', 1)",
    [a],
  );
  await admin.query(
    "insert into private.builtin_widgets (type, version, definition) values ('x', 1, '{}')",
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
  await admin.query("insert into private.rate_limits values ('k', 1, 1)");
  await admin.query("insert into private.security_log (kind) values ('sign_in')");
  await admin.query("insert into mesh.stream values ($1, 1, 0)", [a]);
  await admin.query("insert into mesh.inbox values ($1, 's', 'e', 1)", [a]);
  await admin.query(
    "insert into mesh.event (workspace_id, seq, id, type, source, time, origin, actor_kind, actor_id, data) values ($1, 1, 'e', 't', 's', now(), 'provider', 'provider', 'x', '{}')",
    [a],
  );
  await admin.query("insert into mesh.cursor values ($1, 'c')", [a]);
  return { users, ids };
}
