import { parseAutomation } from "@/lib/automations/schema";
import { simulate } from "@/lib/automations/simulate";
import type { MeshEvent } from "@/lib/mesh/event";
import { dispatchAll } from "@/lib/worker/dispatch";
import { startWorker } from "@/lib/worker/main";

import { startAutomations, type BenchAutomations } from "../automations.ts";
import { drive, meshEvent } from "../events.ts";
import { quantile, ratio, ROUNDS, type Line, type Row } from "../report.ts";

const EVENTS = 300;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function publish(bench: BenchAutomations, label: string, type: string, count: number) {
  const events = Array.from({ length: count }, (_, at) => ({
    ...meshEvent(`${label}_${at}`, bench.workspace),
    type,
  }));
  await drive(events, 32, (event) => bench.services.publisher.publish(event));
}

async function count(bench: BenchAutomations, sql: string): Promise<number> {
  const { rows } = await bench.admin.query<{ n: number }>(sql);
  return rows[0]?.n ?? 0;
}

/** Seconds until a count reaches a number. */
async function until(bench: BenchAutomations, sql: string, wanted: number): Promise<number> {
  const started = performance.now();
  while ((await count(bench, sql)) < wanted) await pause(20);
  return (performance.now() - started) / 1000;
}

/** pg-boss alone: as many jobs, taken by as many handlers that do nothing. */
async function jobsPerSecond(bench: BenchAutomations, jobs: number): Promise<number> {
  const { services } = bench;
  const ids = Array.from(
    { length: jobs },
    (_, at) => `0000000${at % 10}-0000-4000-8000-000000000000`,
  );
  let done = 0;
  await services.db.withService((trx) => services.queue.wakeRuns(trx, ids));
  const started = performance.now();
  await services.queue.consume({
    run: async () => void done++,
    schedule: async () => {},
  });
  const left =
    "select count(*)::int as n from pgboss.job where state = 'completed' and name = 'runs'";
  await until(bench, left, jobs);
  const seconds = (performance.now() - started) / 1000;
  await services.queue.stop(5000);
  await bench.admin.query("delete from pgboss.job");
  return done === 0 ? Number.NaN : jobs / seconds;
}

async function runsPerSecond(bench: BenchAutomations, label: string): Promise<number> {
  await publish(bench, label, "bench.fired", EVENTS);
  const before = await count(
    bench,
    "select count(*)::int as n from public.runs where status = 'succeeded'",
  );
  const worker = startWorker(bench.services);
  const started = performance.now();
  await until(
    bench,
    "select count(*)::int as n from public.runs where status = 'succeeded'",
    before + EVENTS,
  );
  const rate = EVENTS / ((performance.now() - started) / 1000);
  await worker.stop();
  await bench.admin.query("delete from pgboss.job");
  return rate;
}

/** From the event's commit to the beginning of the first step, by the database's clock, ms. */
async function latencies(bench: BenchAutomations, label: string): Promise<number[]> {
  const worker = startWorker(bench.services);
  Object.assign(bench.services, { dispatchSoon: () => worker.dispatchSoon() });
  await pause(1500);
  for (let at = 0; at < 40; at++) {
    await publish(bench, `${label}_${at}`, "bench.fired", 1);
    await pause(60);
  }
  await pause(1500);
  await worker.stop();
  Object.assign(bench.services, { dispatchSoon: () => {} });
  const { rows } = await bench.admin.query<{ ms: number }>(
    `select extract(epoch from (s.finished_at - e.recorded_at))::float8 * 1000 as ms from public.runs r
     join mesh.event e on e.workspace_id = r.workspace_id and e.seq = r.event_seq
     join public.steps s on s.run_id = r.id where e.id like $1`,
    [`evt_${label}\\_%`],
  );
  return rows.map(({ ms }) => ms);
}

/** Milliseconds of dispatching per event that starts nothing. */
async function dispatchCost(bench: BenchAutomations, label: string): Promise<number> {
  await publish(bench, label, "bench.ignored", 2000);
  const started = performance.now();
  await dispatchAll(bench.services);
  return (performance.now() - started) / 2000;
}

function backtestRate(bench: BenchAutomations): number {
  const parsed = parseAutomation({
    schema: 1,
    name: "x",
    on: { event: "bench.fired" },
    steps: [{ id: "tell", publish: "bench.done", with: { of: "{{event.subject}}" } }],
  });
  if (!parsed.ok) throw new Error("The definition does not parse.");
  const event = { ...meshEvent("x", bench.workspace), seq: 1 } as MeshEvent;
  const started = performance.now();
  for (let at = 0; at < 10_000; at++)
    simulate(parsed.definition, event, bench.services.catalogue, 0);
  return 10_000 / ((performance.now() - started) / 1000);
}

/** Automations from event to step, in this process, on a real Postgres. */
export const run: Row = async (say) => {
  const bench = await startAutomations();
  const found = { runs: [], jobs: [], p50: [], p95: [], ten: [], thousand: [], test: [] } as Record<
    string,
    number[]
  >;
  const keep = (name: string, value: number) => found[name]?.push(value);
  try {
    await bench.enable("fired", "bench.fired");
    for (let at = -1; at < ROUNDS; at++) {
      const rate = await runsPerSecond(bench, `runs${at}`);
      const jobs = await jobsPerSecond(bench, EVENTS);
      const test = backtestRate(bench);
      if (at < 0) continue; // warming up
      keep("runs", rate);
      keep("jobs", jobs);
      keep("test", test);
      const ms = await latencies(bench, `late${at}`);
      keep("p50", quantile(ms, 0.5));
      keep("p95", quantile(ms, 0.95));
    }
    for (let at = 0; at < 9; at++) await bench.enable(`other ${at}`, `bench.other${at}`);
    for (let at = 0; at < ROUNDS; at++) keep("ten", await dispatchCost(bench, `ten${at}`));
    say("enabling 1,000 automations");
    for (let at = 0; at < 990; at++) await bench.enable(`more ${at}`, `bench.more${at}`);
    await dispatchCost(bench, "warm");
    for (let at = 0; at < ROUNDS; at++) keep("thousand", await dispatchCost(bench, `k${at}`));
    const all = (name: string) => found[name] ?? [];
    const line = (what: string, unit: string, name: string, ratios: Line["ratios"] = []): Line => ({
      what,
      unit,
      ours: all(name),
      ratios,
    });
    return [
      {
        ...line("runs of one step (peer: pg-boss, empty jobs)", "runs/s", "runs"),
        peer: all("jobs"),
        ratios: [ratio("×peer", all("runs"), all("jobs"), null)],
      },
      line("event → first step done, p50", "ms", "p50"),
      line("event → first step done, p95", "ms", "p95"),
      line("dispatch per event, 10 automations", "ms", "ten"),
      {
        ...line("dispatch per event, 1,000 automations (floor: 10)", "ms", "thousand"),
        floor: all("ten"),
        ratios: [ratio("×floor", all("thousand"), all("ten"), null)],
      },
      line("back-test, one step", "events/s", "test"),
    ];
  } finally {
    await bench.stop();
  }
};
