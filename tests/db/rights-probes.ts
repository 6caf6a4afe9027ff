import type { TestUser } from "./stack";

export interface Statements {
  readonly where: string;
  readonly insert: string;
  readonly update: string;
}

/** Who tries, and the rows that they try at. */
export interface Cast {
  readonly users: Readonly<Record<"owner" | "admin" | "member" | "viewer" | "outsider", TestUser>>;
  readonly ids: Readonly<
    Record<"dashboard" | "connection" | "spareConnection" | "victim" | "automation" | "run", string>
  >;
}

/** One probe per table, aimed at the rows of workspace A. `:me` is the caller. */
export function statements(table: string, { users, ids }: Cast): Statements {
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
    "public.objects": {
      where: `connection_id = ${c}`,
      insert: `(workspace_id, connection_id, type, id, created, data, api_version, source_time) values (${a}, ${c}, 'charge', '${random}', now(), '{}', 'x', now())`,
      update: "label = 'x'",
    },
    "public.object_tokens": {
      where: `connection_id = ${c}`,
      insert: `(connection_id, token, created, type, id) values (${c}, '${random}', now(), 'charge', 'x')`,
      update: "created = now()",
    },
    "public.object_syncs": {
      where: `connection_id = ${c}`,
      insert: `(workspace_id, connection_id) values (${a}, '${ids.spareConnection}')`,
      update: "state = 'paused'",
    },
    "public.object_imports": {
      where: `connection_id = ${c}`,
      insert: `(connection_id, type, ranges) values (${c}, '${random}', '[]')`,
      update: "problem = 'x'",
    },
    "private.object_changes": {
      where: `connection_id = ${c}`,
      insert: `(connection_id, workspace_id, seq, type, id, source_time, deleted) values (${c}, ${a}, ${Date.now()}, 'charge', 'x', now(), false)`,
      update: "deleted = true",
    },
    "private.unstored_objects": {
      where: `connection_id = ${c}`,
      insert: `(connection_id, type, id, problem, seen_at) values (${c}, 'charge', '${random}', 'x', now())`,
      update: "problem = 'y'",
    },
    "private.object_refetches": {
      where: `connection_id = ${c}`,
      insert: `(connection_id, type, id, reason, not_before) values (${c}, 'charge', '${random}', 'x', now())`,
      update: "reason = 'y'",
    },
    "public.mrr_changes": {
      where: `connection_id = ${c}`,
      insert: `(workspace_id, connection_id, currency, day, customer, kind, before_n, before_d, after_n, after_d, delta_n, delta_d, version) values (${a}, ${c}, 'usd', '2026-11-30', '${random}', 'new', 0, 1, 1, 1, 1, 1, 1)`,
      update: "after_n = 2",
    },
    "public.mrr_days": {
      where: `connection_id = ${c}`,
      insert: `(workspace_id, connection_id, currency, day, kind, delta_d, delta_n, customers) values (${a}, ${c}, 'usd', '2026-11-30', '${random}', 1, 1, 1)`,
      update: "customers = 2",
    },
    "private.mrr_stale": {
      where: `connection_id = ${c}`,
      insert: `(connection_id, customer) values (${c}, '${random}')`,
      update: "customer = 'y'",
    },
    "private.mrr_gaps": {
      where: `connection_id = ${c}`,
      insert: `(connection_id, subscription, customer, reason) values (${c}, '${random}', 'x', 'amount')`,
      update: "customer = 'y'",
    },
    "private.subscription_states": {
      where: `connection_id = ${c}`,
      insert: `(connection_id, subscription, at, is_counted) values (${c}, '${random}', now(), true)`,
      update: "is_counted = false",
    },
    "private.subscription_counts": {
      where: `connection_id = ${c}`,
      insert: `(connection_id, currency, has_customer, count) values (${c}, '${random}', true, 1)`,
      update: "count = 2",
    },
    "private.erasure_keys": {
      where: `workspace_id = ${a}`,
      insert: `(workspace_id) values ('${users.outsider.workspace}')`,
      update: "key = 'x'",
    },
    "private.suppressions": {
      where: `connection_id = ${c}`,
      insert: `(connection_id, hash) values (${c}, ${bytes})`,
      update: "created_at = now()",
    },
    "private.erasures": {
      where: `workspace_id = ${a}`,
      insert: `(workspace_id, connection_id, hash, words) values (${a}, ${c}, ${bytes}, '{}')`,
      update: "words = '{x}'",
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
    "public.secrets": {
      where: `workspace_id = ${a} and name = 'probe'`,
      insert: `(workspace_id, name, hosts) values (${a}, 's${random}', '{a.b}')`,
      update: "hosts = '{c.d}'",
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
    "public.allowed_moves": {
      where: `run_id = ${run}`,
      insert: `(run_id, key, workspace_id, automation_id, plan_hash, currency, amount) values (${run}, '${random}', ${a}, ${automation}, 'x', 'usd', 1)`,
      update: "amount = 2",
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
    "public.saved_views": {
      where: `workspace_id = ${a} and user_id = ${owner}`,
      insert: `(workspace_id, user_id, list, name, address) values (${a}, :me, 'payments', '${random}', '{}')`,
      update: "name = 'x'",
    },
    "public.overview_layouts": {
      where: `workspace_id = ${a} and user_id = ${owner}`,
      insert: `(workspace_id, user_id, layout) values (${a}, :me, '{}') on conflict do nothing`,
      update: "layout = '{}'",
    },
    "public.action_attempts": {
      where: `workspace_id = ${a}`,
      insert: `(id, workspace_id, connection_id, action, type, object_id, basis, summary, operation, input, plan_hash) values (gen_random_uuid(), ${a}, '${ids.connection}', 'refund', 'payment', '${random}', 'x', 'x', 'x', '{}', 'x')`,
      update: "summary = 'y'",
    },
    "public.action_limits": {
      where: `workspace_id = ${a}`,
      insert: `(workspace_id, currency, amount) values (${a}, 'eur', 1)`,
      update: "amount = 2",
    },
    "private.builtin_widgets": {
      where: "true",
      insert: `(type, version, definition) values ('w${random}', 1, '{}')`,
      update: "version = 2",
    },
    "private.secret_values": {
      where: "sealed = 'x'",
      insert: "(secret_id, sealed) select id, 'y' from public.secrets where name = 'spare'",
      update: "sealed = 'x'",
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
    "private.rate_limits": {
      where: "true",
      insert: `(key, points, expire) values ('${random}', 1, 1)`,
      update: "points = 2",
    },
    "private.security_log": {
      where: "true",
      insert: `(kind) values ('sign_in')`,
      update: "kind = 'x'",
    },
    "private.run_counts": {
      where: "true",
      insert: `(automation_id, minute, runs) values ('${ids.automation}', now() - interval '1 hour', 1)`,
      update: "runs = 2",
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
