import { startBenchApp, startFloorApp, startIngest, type BenchApp } from "../app.ts";
import { startFloor, startSyncEngine } from "../database.ts";
import { stripeEvent } from "../events.ts";
import { load, signedPost } from "../load.ts";
import { quantile, ratio, ROUNDS, type Row } from "../report.ts";

const EVENTS = 3000;
const CONNECTIONS = 32;
const ACCOUNTS = 16;

/** Accounts that deliver, one per workspace. Not `active`, so that the sweep leaves them alone. */
async function connectAccounts(app: BenchApp): Promise<void> {
  await app.admin.query(
    `with made as (insert into public.workspaces (name) select 'bench ' || n from generate_series(0, $1::int - 1) n returning id, name),
     connected as (
       insert into public.connections (workspace_id, provider, account_id, livemode, auth_kind, status)
       select id, 'stripe', 'acct_bench' || split_part(name, ' ', 2), false, 'oauth', 'needs_reauth' from made returning id)
     insert into public.connection_cursors (connection_id) select id from connected`,
    [ACCOUNTS],
  );
}

function requests(path: string, label: string, secret: string): Buffer[] {
  return Array.from({ length: EVENTS }, (_, at) =>
    signedPost(path, stripeEvent(`${label}_${at}`, `acct_bench${at % ACCOUNTS}`), secret),
  );
}

/** Signed deliveries over keep-alive connections against the production build, and the same against two sibling routes. */
export const run: Row = async (say) => {
  say("building and starting the app and its siblings");
  const app = await startBenchApp();
  try {
    const sibling = await startFloorApp(app);
    try {
      await (await startFloor(sibling.insertUrl, 1)).stop();
      await (await startSyncEngine(sibling.syncUrl, 1)).stop();
      await connectAccounts(app);
      const ingest = await startIngest(app);
      const targets = [
        { name: "ours", port: app.port, path: "/api/webhooks/stripe" },
        { name: "ingest", port: ingest.port, path: "/api/webhooks/stripe" },
        { name: "floor", port: sibling.port, path: "/insert" },
        { name: "peer", port: sibling.port, path: "/sync-engine" },
      ];
      const rate: Record<string, number[]> = { ours: [], ingest: [], floor: [], peer: [] };
      const p99: Record<string, number[]> = { ours: [], ingest: [], floor: [], peer: [] };
      for (let round = -1; round < ROUNDS; round++) {
        for (const { name, port, path } of targets) {
          const batch = requests(path, `${name}${round + 1}`, app.webhookSecret);
          const { perSecond, latenciesMs } = await load(port, batch, CONNECTIONS);
          if (round < 0) continue; // warming up
          rate[name]?.push(perSecond);
          p99[name]?.push(quantile(latenciesMs, 0.99));
        }
      }
      await ingest.stop();
      const { rows } = await app.admin.query<{ stored: string }>(
        "select count(*) as stored from mesh.event where source like 'stripe:test:acct_bench%'",
      );
      const wanted = 2 * EVENTS * (ROUNDS + 1);
      if (Number(rows[0]?.stored) !== wanted)
        throw new Error(`${rows[0]?.stored} of ${wanted} acknowledged events are stored.`);
      const { ours = [], ingest: alone = [], floor = [], peer = [] } = rate;
      return [
        {
          what: "webhook route, 32 concurrent",
          unit: "events/s",
          ours,
          floor,
          peer,
          ratios: [
            ratio("×floor", ours, floor, { atLeast: 0.7 }),
            ratio("×peer", ours, peer, { atLeast: 1 }),
          ],
        },
        {
          what: "`npm run ingest`, 32 concurrent",
          unit: "events/s",
          ours: alone,
          floor,
          peer,
          ratios: [ratio("×peer", alone, peer, { atLeast: 2.5 })],
        },
        {
          what: "webhook route, p99",
          unit: "ms",
          ours: p99["ours"] ?? [],
          floor: p99["floor"] ?? [],
          peer: p99["peer"] ?? [],
          ratios: [ratio("×floor", p99["ours"] ?? [], p99["floor"] ?? [], { atMost: 1.5 })],
        },
      ];
    } finally {
      await sibling.stop();
    }
  } finally {
    await app.stop();
  }
};
