import { WORKSPACE_COOKIE } from "@/lib/core/server/session-cookie";

import { startBenchApp, type BenchApp } from "../app.ts";
import { median, ratio, ROUNDS, type Line, type Row } from "../report.ts";

const SMALL = 1_000;
const LARGE = 100_000;
const EVENTS_PER_PAGE = 50;
const LOADS = 5;

const PAGES = ["/automations", "/settings/audit?area=members", "/events"];

/** A workspace of the demo user with automations, this many runs and audit rows, and as many events. */
async function fill(app: BenchApp, size: number): Promise<string> {
  const { rows } = await app.admin.query<{ id: string; owner: string }>(
    `with made as (insert into public.workspaces (name) values ($1) returning id),
     joined as (insert into public.memberships (workspace_id, user_id, role)
       select made.id, m.user_id, 'owner' from made, public.memberships m where m.workspace_id = $2 returning user_id)
     select made.id, joined.user_id as owner from made, joined`,
    [`bench ${size}`, app.workspace],
  );
  const { id = "", owner = "" } = rows[0] ?? {};
  await app.admin.query(
    `with made as (insert into public.automations (workspace_id, name) select $1, 'Automation ' || n from generate_series(1, 20) n returning id),
     listed as (select array_agg(id) as ids from made)
     insert into public.runs (id, workspace_id, automation_id, version, trigger_key, trigger, status, created_at, finished_at)
     select gen_random_uuid(), $1, ids[1 + n % 20], 1, n::text, '{"type": "shop.order.placed"}',
       case when n % 37 = 0 then 'failed' else 'succeeded' end, now() - n * interval '25 days' / $2::int, now()
     from listed, generate_series(1, $2::int) n`,
    [id, size],
  );
  await app.admin.query(
    `insert into public.audit_log (workspace_id, actor_kind, actor_id, action)
     select $1, 'user', $2, case when n % ($3::int / 100) = 0 then 'members.invite' else 'automations.save' end from generate_series(1, $3::int) n`,
    [id, owner, size],
  );
  await app.admin.query(
    `insert into mesh.event (workspace_id, seq, id, type, source, subject, time, origin, actor_kind, actor_id, data)
     select $1, n, 'evt_3U' || left(md5(n::text), 22), 'stripe.payment.received', 'stripe:test:acct_bench', 'pi_3U' || left(md5(n::text), 22), now() - n * interval '1 minute',
       'provider', 'provider', 'stripe', jsonb_build_object('id', 'ch_' || n, 'amount', n, 'note', repeat('x', 2500))
     from generate_series(1, least($2::int, 10000)) n`,
    [id, size],
  );
  return id;
}

async function load(app: BenchApp, path: string, cookie: string) {
  const started = performance.now();
  const response = await fetch(new URL(path, app.url), { headers: { cookie } });
  const body = await response.text();
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}.`);
  return { ms: performance.now() - started, bytes: Buffer.byteLength(body), body };
}

/** Pages of a workspace a hundred times as large take about as long, and a list sends what it shows and no more. */
export const run: Row = async (say) => {
  say("building and starting the app");
  const app = await startBenchApp();
  try {
    say("filling two workspaces");
    const session = await app.signIn();
    const [small, large] = [await fill(app, SMALL), await fill(app, LARGE)];
    await app.admin.query("vacuum analyze");
    const inside = (workspace: string) => `${session}; ${WORKSPACE_COOKIE}=${workspace}`;
    const lines: Line[] = [];
    for (const path of PAGES) {
      const p50 = { small: [] as number[], large: [] as number[] };
      for (let round = -1; round < ROUNDS; round++)
        for (const [size, workspace] of [
          ["small", small],
          ["large", large],
        ] as const) {
          const times: number[] = [];
          for (let at = 0; at < LOADS; at++)
            times.push((await load(app, path, inside(workspace))).ms);
          if (round >= 0) p50[size].push(median(times)); // the first round warms up
        }
      lines.push({
        what: `${path}, ${LARGE.toLocaleString("en")} runs and audit rows, p50`,
        unit: "ms",
        ours: p50.large,
        floor: p50.small,
        ratios: [ratio("×small workspace", p50.large, p50.small, { atMost: 1.5 })],
      });
    }
    const { bytes, body } = await load(app, "/events", inside(large));
    const shown = new Set(body.match(/pi_3U[0-9a-f]{22}/g)).size;
    if (shown < EVENTS_PER_PAGE) throw new Error(`Only ${shown} events are shown.`);
    lines.push({
      what: "HTML of /events, 50 events",
      unit: "KB",
      ours: [bytes / 1024],
      ratios: [{ name: "KB", values: [bytes / 1024], bar: { atMost: 80 } }],
    });
    return lines;
  } finally {
    await app.stop();
  }
};
