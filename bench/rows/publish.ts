import { addDatabase, startDatabase, startFloor, startSyncEngine } from "../database.ts";
import type { BenchDatabase } from "../database.ts";
import { drive, meshEvent, stripeEvent, timeRatio } from "../events.ts";
import { ratio, ROUNDS, type Line, type Row } from "../report.ts";

const EVENTS = 3000;
const CONCURRENCY = 32;
const WORKSPACES = 16;
const STORED = 600_000;

const ids = (label: string, count = EVENTS) =>
  Array.from({ length: count }, (_, at) => `${label}_${at}`);

const stripeEvents = (label: string) => ids(label).map((id) => stripeEvent(id, null));

function publishing(database: BenchDatabase, workspaces: readonly string[]) {
  return (label: string) => {
    const events = ids(label).map((id, at) =>
      meshEvent(id, workspaces[at % workspaces.length] ?? ""),
    );
    return drive(events, CONCURRENCY, (event) => database.publisher.publish(event));
  };
}

/** Events that were stored before: small ones, since only their number matters to an index. */
async function fill(database: BenchDatabase, workspaces: readonly string[]): Promise<void> {
  const perWorkspace = STORED / workspaces.length;
  await database.admin.query(
    `insert into mesh.event (workspace_id, seq, id, type, source, subject, time, origin, actor_kind, actor_id, data)
     select w, n, 'old_' || n, 'stripe.payment.received', 'stripe:test:acct_bench', 'ch_' || n, now(), 'provider', 'provider', 'stripe', '{"amount": 2000}'
     from unnest($1::uuid[]) w, generate_series(1, $2::int) n`,
    [workspaces, perWorkspace],
  );
  await database.admin.query(
    `insert into mesh.inbox (workspace_id, source, event_id, seq)
     select w, 'stripe:test:acct_bench', 'old_' || n, n from unnest($1::uuid[]) w, generate_series(1, $2::int) n`,
    [workspaces, perWorkspace],
  );
  await database.admin.query(
    "insert into mesh.stream (workspace_id, last_seq) select w, $2 from unnest($1::uuid[]) w",
    [workspaces, perWorkspace],
  );
}

async function againstPeers(database: BenchDatabase): Promise<Line[]> {
  const floor = await startFloor(await addDatabase(database.superUrl, "floor"), CONCURRENCY);
  const peer = await startSyncEngine(await addDatabase(database.superUrl, "peer"), CONCURRENCY);
  const spread = publishing(database, await database.workspaces(WORKSPACES));
  const hot = publishing(database, await database.workspaces(1));
  const found = { ours: [], hot: [], floor: [], peer: [] } as Record<string, number[]>;
  const round = async (label: string) => ({
    ours: await spread(label),
    floor: await drive(stripeEvents(label), CONCURRENCY, floor.insert),
    hot: await hot(label),
    peer: await drive(stripeEvents(label), CONCURRENCY, peer.process),
  });
  await round("warm");
  for (let at = 0; at < ROUNDS; at++)
    for (const [name, value] of Object.entries(await round(`r${at}`))) found[name]?.push(value);
  await floor.stop();
  await peer.stop();
  const line = (what: string, ours: number[], judged: boolean): Line => ({
    what,
    unit: "events/s",
    ours,
    floor: found["floor"] ?? [],
    peer: found["peer"] ?? [],
    ratios: [
      ratio("×floor", ours, found["floor"] ?? [], judged ? { atLeast: 0.5 } : null),
      ratio("×peer", ours, found["peer"] ?? [], judged ? { atLeast: 1.4 } : null),
    ],
  });
  return [
    line(`publish, ${WORKSPACES} workspaces`, found["ours"] ?? [], true),
    line("publish, one hot workspace", found["hot"] ?? [], false),
  ];
}

async function atScale(empty: BenchDatabase, full: BenchDatabase): Promise<Line> {
  const crowded = await full.workspaces(WORKSPACES);
  await fill(full, crowded);
  const onFull = publishing(full, crowded);
  const onEmpty = publishing(empty, await empty.workspaces(WORKSPACES));
  await onFull("warm");
  await onEmpty("warm");
  const ours: number[] = [];
  const floor: number[] = [];
  for (let at = 0; at < ROUNDS; at++) {
    await empty.admin.query("truncate mesh.event, mesh.inbox, mesh.stream");
    ours.push(await onFull(`s${at}`));
    floor.push(await onEmpty(`s${at}`));
  }
  return {
    what: "publish at 600k stored events (floor: empty table)",
    unit: "events/s",
    ours,
    floor,
    ratios: [timeRatio("×time", ours, floor, 1.3)],
  };
}

/** The publisher and the log on a real Postgres: 3 KB events, 32 at a time. */
export const run: Row = async (say) => {
  const database = await startDatabase();
  const full = await startDatabase();
  try {
    const lines = await againstPeers(database);
    say(`storing ${STORED.toLocaleString("en-US")} events`);
    return [...lines, await atScale(database, full)];
  } finally {
    await database.stop();
    await full.stop();
  }
};
