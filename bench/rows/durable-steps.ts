import { once } from "node:events";

import { publish } from "../automation-measures.ts";
import { startAutomations, type BenchAutomations, type Place } from "../automations.ts";
import { addDatabase } from "../database.ts";
import { ENGINES, startEngine, STEPS_OF_RUN, type EngineName } from "../engines.ts";
import { quantile, ratio, ROUNDS, type Line, type Row } from "../report.ts";

const RUNS = Number(process.env["BENCH_RUNS"] ?? 600);
const LATENCIES = 40;
const AT_ONCE = 32;
const POLL_MS = 25;
/** Runs that a worker does before it is measured. */
const WARM_RUNS = 300;
/** Time for a worker to connect and to listen. */
const SETTLE_MS = 2500;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Makes runs in ours or in another engine, and executes them. */
interface Contender {
  startWorker(): Promise<() => Promise<void>>;
  /** Makes runs, whose requests say these subjects. Returns the subjects. */
  enqueue(label: string, count: number): Promise<string[]>;
  left(): Promise<number>;
}

async function count(bench: BenchAutomations, url: string, sql: string): Promise<number> {
  const rows = await bench.queryAt<{ n: number }>(url, sql);
  return rows[0]?.n ?? 0;
}

function ours(bench: BenchAutomations, place: Place): Contender {
  let made = 0;
  return {
    async startWorker() {
      const child = bench.startWorkerProcess();
      await pause(SETTLE_MS);
      return async () => {
        child.kill("SIGTERM");
        await once(child, "exit");
      };
    },
    async enqueue(label, n) {
      made += n;
      return publish(bench, place, label, "bench.called", n);
    },
    async left() {
      // Neither reads the runs that have ended, of which there are more in every round.
      const { rows } = await bench.admin.query<{ n: number }>(
        `select ($1 - coalesce((select sum(runs) from private.run_counts), 0)
           + (select count(*) from public.runs where finished_at is null))::int as n`,
        [made],
      );
      return rows[0]?.n ?? 0;
    },
  };
}

async function other(bench: BenchAutomations, name: EngineName): Promise<Contender> {
  const engine = ENGINES[name];
  const url = await addDatabase(bench.superUrl, `engine_${name.toLowerCase()}`);
  await engine.setUp(url);
  const enqueuer = await engine.enqueuer(url);
  bench.atEnd(() => enqueuer.end());
  return {
    async startWorker() {
      const child = await startEngine(name, url, bench.address);
      await pause(SETTLE_MS);
      return async () => {
        child.kill("SIGKILL");
        await once(child, "exit");
      };
    },
    async enqueue(label, n) {
      const subjects = Array.from({ length: n }, (_, at) => `${label}_${at}`);
      let next = 0;
      await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          for (let at = next++; at < n; at = next++) await enqueuer.enqueue(subjects[at] ?? "");
        }),
      );
      return subjects;
    },
    left: () => count(bench, url, engine.left),
  };
}

/** Makes runs, and resolves with the seconds until the last one has ended. */
async function secondsOf(one: Contender, label: string, runs: number): Promise<number> {
  const started = performance.now();
  await one.enqueue(label, runs);
  while ((await one.left()) > 0) await pause(POLL_MS);
  return (performance.now() - started) / 1000;
}

/** Does something with so many workers, which have connected and have run some code often. */
async function withWorkers<T>(
  one: Contender,
  label: string,
  workers: number,
  work: () => Promise<T>,
): Promise<T> {
  const stops = await Promise.all(Array.from({ length: workers }, () => one.startWorker()));
  await secondsOf(one, `${label}_warm`, WARM_RUNS * workers);
  const result = await work();
  for (const stop of stops) await stop();
  return result;
}

/** Steps per second from the first run that is made to the last that ends. */
const stepsPerSecond = async (one: Contender, label: string) =>
  (RUNS * STEPS_OF_RUN) / (await secondsOf(one, label, RUNS));

/** Milliseconds from just before a run is made until its first request arrives. */
async function latencies(bench: BenchAutomations, one: Contender, label: string) {
  const found: number[] = [];
  for (let at = 0; at < LATENCIES; at++) {
    const before = Date.now();
    const [subject = ""] = await one.enqueue(`${label}_${at}`, 1);
    await pause(50 + Math.random() * 40);
    const deadline = Date.now() + 10_000;
    while (!bench.arrivals.has(subject) && Date.now() < deadline) await pause(5);
    found.push((bench.arrivals.get(subject) ?? Number.NaN) - before);
  }
  while ((await one.left()) > 0) await pause(POLL_MS);
  return found;
}

const NAMES = ["ours", "dbos", "openworkflow", "pgBoss"] as const;
type Name = (typeof NAMES)[number];
type Found = Record<`${Name}${"Steps" | "50" | "95"}` | "twoSteps", number[]>;

async function round(
  bench: BenchAutomations,
  all: Readonly<Record<Name, Contender>>,
  label: string,
  keep: (name: keyof Found, value: number) => void,
) {
  for (const name of NAMES) {
    const one = all[name];
    const named = `${label}_${name}`;
    await withWorkers(one, named, 1, async () => {
      keep(`${name}Steps`, await stepsPerSecond(one, named));
      const waited = await latencies(bench, one, `${named}_w`);
      keep(`${name}50`, quantile(waited, 0.5));
      keep(`${name}95`, quantile(waited, 0.95));
    });
  }
  const two = `${label}_two`;
  keep("twoSteps", await withWorkers(all.ours, two, 2, () => stepsPerSecond(all.ours, two)));
}

function report(found: Found): Line[] {
  const faster = found.dbosSteps.map((value, at) =>
    Math.max(value, found.openworkflowSteps[at] ?? 0),
  );
  return [
    {
      what: "durable steps, one worker (peer: the faster of DBOS and openworkflow; floor: pg-boss with a row per answer)",
      unit: "steps/s",
      ours: found.oursSteps,
      floor: found.pgBossSteps,
      peer: faster,
      ratios: [
        ratio("×peer", found.oursSteps, faster, { atLeast: 1.5 }),
        ratio("×DBOS", found.oursSteps, found.dbosSteps, null),
        ratio("×openworkflow", found.oursSteps, found.openworkflowSteps, null),
        ratio("×floor", found.oursSteps, found.pgBossSteps, null),
      ],
    },
    {
      what: "durable steps, two workers (floor: one)",
      unit: "steps/s",
      ours: found.twoSteps,
      floor: found.oursSteps,
      ratios: [ratio("×floor", found.twoSteps, found.oursSteps, { atLeast: 0.8 })],
    },
    {
      what: "run made → first step sent, p50 (floor: pg-boss; peer: openworkflow)",
      unit: "ms",
      ours: found.ours50,
      floor: found.pgBoss50,
      peer: found.openworkflow50,
      ratios: [ratio("×floor", found.ours50, found.pgBoss50, null)],
    },
    {
      what: "run made → first step sent, p95 (floor: pg-boss; peer: openworkflow)",
      unit: "ms",
      ours: found.ours95,
      floor: found.pgBoss95,
      peer: found.openworkflow95,
      ratios: [
        ratio("×floor", found.ours95, found.pgBoss95, { atMost: 8 }),
        ratio("×DBOS", found.ours95, found.dbos95, null),
      ],
    },
  ];
}

/** Runs of three HTTP steps in ours and in other engines, all on one Postgres; the workers are processes of their own. */
export const run: Row = async (say) => {
  const bench = await startAutomations();
  try {
    const place = await bench.signUp("steps");
    const body = (step: number) => ({ subject: "{{event.subject}}", step });
    const steps = [1, 2, 3].map((step) => ({
      id: `call${step}`,
      http: { method: "POST", url: bench.address, body: body(step) },
    }));
    await bench.enable(place, "called", "bench.called", steps);
    const all = {
      ours: ours(bench, place),
      dbos: await other(bench, "dbos"),
      openworkflow: await other(bench, "openworkflow"),
      pgBoss: await other(bench, "pgBoss"),
    };
    const found: Found = {
      oursSteps: [],
      ours50: [],
      ours95: [],
      dbosSteps: [],
      dbos50: [],
      dbos95: [],
      openworkflowSteps: [],
      openworkflow50: [],
      openworkflow95: [],
      pgBossSteps: [],
      pgBoss50: [],
      pgBoss95: [],
      twoSteps: [],
    };
    for (let at = 0; at < ROUNDS; at++)
      await round(bench, all, `r${at}`, (name, value) => {
        found[name].push(value);
        say(`${name} ${Math.round(value)}`);
      });
    return report(found);
  } finally {
    await bench.stop();
  }
};
