import { fork } from "node:child_process";
import { get } from "node:http";
import path from "node:path";

import { Client } from "pg";

import { WORKSPACE_COOKIE } from "@/lib/core/server/session-cookie";

import { startBenchApp, stopProcess, type BenchApp } from "../app.ts";
import { addDatabase } from "../database.ts";
import { stripeEvent } from "../events.ts";
import { load, signedPost } from "../load.ts";
import { median, quantile, ratio, ROUNDS, type Line, type Row } from "../report.ts";

const EVENTS = 150;
const PAUSE_MS = 15;
const STREAMS = 200;
/** One person may open twelve. */
const STREAMS_PER_PERSON = 12;
const WEBHOOKS = 60;
const ACCOUNT = "acct_stream";

const nowMs = () => performance.timeOrigin + performance.now();
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** When the bytes that mention each id came out of an event stream. */
async function openStream(url: string, cookie: string | null) {
  const arrivals = new Map<string, number>();
  const request = get(url, { headers: cookie === null ? {} : { cookie } });
  await new Promise<void>((resolve, reject) => {
    request.once("error", reject);
    request.once("response", (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url}: ${response.statusCode}`));
      response.on("error", () => {}); // ours: the stream is closed in the middle
      response.on("data", (chunk: Buffer) => {
        const at = nowMs();
        for (const [id] of chunk.toString("latin1").matchAll(/evt_s\d+_\d+/g))
          if (!arrivals.has(id)) arrivals.set(id, at);
        resolve();
      });
    });
  });
  return { arrivals, close: () => request.destroy() };
}

async function startFloorListener(url: string) {
  const child = fork(path.join(import.meta.dirname, "../floor-listener.ts"), {
    env: { ...process.env, DATABASE_URL: url },
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.once("message", (message: { port: number }) => resolve(message.port));
    child.once("exit", () => reject(new Error("The floor's listener has ended.")));
  });
  const writer = new Client({ connectionString: url });
  await writer.connect();
  await writer.query("create table bench_event (id text primary key, body jsonb not null)");
  return {
    url: `http://127.0.0.1:${port}/`,
    /** One transaction that inserts and notifies. Returns the database's clock just before its end. */
    async write(id: string): Promise<number> {
      const body = JSON.stringify(stripeEvent(id.slice(4), ACCOUNT));
      const { rows } = await writer.query<{ at: string }>({
        name: "write",
        text: `with kept as (insert into bench_event values ($1, $2) returning body)
          select pg_notify('bench', body::text), extract(epoch from clock_timestamp()) * 1000 as at from kept`,
        values: [id, body],
      });
      return Number(rows[0]?.at);
    },
    async stop() {
      await writer.end();
      await stopProcess(child);
    },
  };
}

const idOf = (round: number, at: number) => `evt_s${round}_${at}`;

async function ourDelays(app: BenchApp, round: number, arrivals: ReadonlyMap<string, number>) {
  const { rows } = await app.admin.query<{ id: string; at: string }>(
    "select id, extract(epoch from recorded_at) * 1000 as at from mesh.event where id like $1",
    [`evt_s${round}\\_%`],
  );
  if (rows.length !== EVENTS) throw new Error(`${rows.length} of ${EVENTS} events were stored.`);
  return rows.map(({ id, at }) => (arrivals.get(id) ?? Number.POSITIVE_INFINITY) - Number(at));
}

/** Opens streams of many people in one workspace. */
async function openMany(app: BenchApp, round: number): Promise<() => void> {
  const opened: { close: () => void }[] = [];
  for (let person = 0; opened.length < STREAMS; person++) {
    const email = `reader${round}-${person}@example.com`;
    const session = await app.signIn(email);
    await app.admin.query(
      `insert into public.memberships (workspace_id, user_id, role)
       select $1, id, 'viewer' from public.profiles where email = $2`,
      [app.workspace, email],
    );
    const cookie = `${session}; ${WORKSPACE_COOKIE}=${app.workspace}`;
    for (let at = 0; at < STREAMS_PER_PERSON && opened.length < STREAMS; at++)
      opened.push(await openStream(`${app.url}/api/mesh/stream`, cookie));
  }
  return () => {
    for (const { close } of opened) close();
  };
}

/** How long a webhook waits for its answer, one at a time. Median, ms. */
async function answerMs(app: BenchApp, label: string): Promise<number> {
  const times: number[] = [];
  for (let at = 0; at < WEBHOOKS; at++) {
    const event = stripeEvent(`${label}_${at}`, ACCOUNT);
    const request = signedPost("/api/webhooks/stripe", event, app.webhookSecret);
    const { latenciesMs } = await load(app.port, [request], 1);
    times.push(...latenciesMs);
    await pause(PAUSE_MS);
  }
  return median(times);
}

/** What 200 open streams add to a webhook's answer. */
async function withMany(app: BenchApp): Promise<Line> {
  const alone: number[] = [];
  const among: number[] = [];
  await answerMs(app, "warm");
  for (let round = 0; round < ROUNDS; round++) {
    alone.push(await answerMs(app, `alone${round}`));
    const close = await openMany(app, round);
    among.push(await answerMs(app, `among${round}`));
    close();
    await pause(500);
  }
  return {
    what: `webhook's answer with ${STREAMS} streams open, p50`,
    unit: "ms",
    ours: among,
    floor: alone,
    ratios: [ratio("×no stream", among, alone, { atMost: 1.3 })],
  };
}

/** From the database's clock inside the transaction to the byte in the reader's socket. */
export const run: Row = async (say) => {
  say("building and starting the app");
  const app = await startBenchApp();
  try {
    await app.admin.query(
      `insert into public.connections (workspace_id, provider, account_id, livemode, auth_kind, status)
       values ($1, 'stripe', $2, false, 'oauth', 'needs_reauth')`,
      [app.workspace, ACCOUNT],
    );
    const floor = await startFloorListener(await addDatabase(app.superUrl, "floor"));
    const ours = await openStream(`${app.url}/api/mesh/stream`, await app.signIn());
    const bare = await openStream(floor.url, null);
    const p95 = { ours: [] as number[], floor: [] as number[] };
    const p50 = { ours: [] as number[], floor: [] as number[] };
    for (let round = 0; round <= ROUNDS; round++) {
      const written = new Map<string, number>();
      for (let at = 0; at < EVENTS; at++) {
        const id = idOf(round, at);
        const event = stripeEvent(id.slice(4), ACCOUNT);
        await load(app.port, [signedPost("/api/webhooks/stripe", event, app.webhookSecret)], 1);
        await pause(PAUSE_MS);
        written.set(id, await floor.write(id));
        await pause(PAUSE_MS);
      }
      await pause(500);
      if (round === 0) continue; // warming up
      const here = await ourDelays(app, round, ours.arrivals);
      const there = [...written].map(
        ([id, at]) => (bare.arrivals.get(id) ?? Number.POSITIVE_INFINITY) - at,
      );
      p95.ours.push(quantile(here, 0.95));
      p95.floor.push(quantile(there, 0.95));
      p50.ours.push(median(here));
      p50.floor.push(median(there));
    }
    ours.close();
    bare.close();
    await floor.stop();
    say("opening many streams");
    const many = await withMany(app);
    return [
      many,
      {
        what: "commit → SSE byte, p95",
        unit: "ms",
        ...p95,
        ratios: [ratio("×floor", p95.ours, p95.floor, { atMost: 2 })],
      },
      {
        what: "commit → SSE byte, p50",
        unit: "ms",
        ...p50,
        ratios: [ratio("×floor", p50.ours, p50.floor, null)],
      },
    ];
  } finally {
    await app.stop();
  }
};
