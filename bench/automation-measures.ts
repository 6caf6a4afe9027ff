import { once } from "node:events";

import { backtestAutomation } from "@/lib/verbs/automations/backtest";
import { dispatchAll } from "@/lib/worker/dispatch";
import { startWorker } from "@/lib/worker/main";

import { definitionOf, type BenchAutomations, type Place } from "./automations.ts";
import { drive, meshEvent } from "./events.ts";

const RUNS = 200;
const LATENCIES = 40;
const IGNORED = 2000;
/** Events that a back-test goes over. */
export const STORED = 10_000;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Stores so many events of a type. Returns their subjects. */
export async function publish(
  bench: BenchAutomations,
  place: Place,
  label: string,
  type: string,
  n: number,
) {
  const events = Array.from({ length: n }, (_, at) => ({
    ...meshEvent(`${label}_${at}`, place.workspace),
    type,
  }));
  await drive(events, 32, (event) => bench.services.publisher.publish(event));
  return events.map(({ subject }) => subject ?? "");
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

const STEPS_DONE = "select count(*)::int as n from public.steps where status = 'succeeded'";
const RUNS_DONE = "select count(*)::int as n from public.runs where status = 'succeeded'";

/** Steps of runs that so many worker processes do together, all of them awake before the events come. */
export async function stepsPerSecond(
  bench: BenchAutomations,
  place: Place,
  label: string,
  workers: number,
): Promise<number> {
  const processes = Array.from({ length: workers }, () => bench.startWorkerProcess());
  await pause(3000); // they connect and begin to listen
  const [steps, runs] = [await count(bench, STEPS_DONE), await count(bench, RUNS_DONE)];
  await publish(bench, place, label, "bench.fired", RUNS);
  const seconds = await until(bench, RUNS_DONE, runs + RUNS);
  const done = (await count(bench, STEPS_DONE)) - steps;
  for (const child of processes) child.kill("SIGTERM");
  await Promise.all(processes.map((child) => once(child, "exit")));
  return done / seconds;
}

/** Starts a worker that hears of events in process, or one that is a process of its own. Returns how to end it. */
async function startWorkerOf(bench: BenchAutomations, where: "here" | "apart") {
  const { services } = bench;
  if (where === "apart") {
    const child = bench.startWorkerProcess();
    await pause(3000); // it connects and begins to listen
    return async () => {
      child.kill("SIGTERM");
      await once(child, "exit");
    };
  }
  const worker = startWorker(services);
  Object.assign(services, { dispatchSoon: () => worker.dispatchSoon() });
  await pause(1500);
  return async () => {
    await worker.stop();
    Object.assign(services, {
      dispatchSoon: () => services.hints.notify({ dispatchPending: true }),
    });
  };
}

/** How events come: steadily, or each some time after the one before it has had its effect. */
const PACES = {
  steady: () => pause(60),
  "at rest": async ({ arrivals }: BenchAutomations, sent: number) => {
    while (arrivals.size < sent) await pause(5);
    await pause(200 + Math.random() * 1000); // anywhere between two polls
  },
};

/** From the event's commit, by the database's clock, to the arrival of the first step's request, ms. */
export async function sendLatencies(
  bench: BenchAutomations,
  place: Place,
  label: string,
  [where, pace]: readonly ["here" | "apart", keyof typeof PACES],
) {
  const { arrivals } = bench;
  const stopWorker = await startWorkerOf(bench, where);
  const n = pace === "steady" ? LATENCIES : LATENCIES / 2;
  arrivals.clear();
  for (let at = 0; at < n; at++) {
    await publish(bench, place, `${label}_${at}`, "bench.called", 1);
    await PACES[pace](bench, at + 1);
  }
  while (arrivals.size < n) await pause(20);
  await stopWorker();
  const { rows } = await bench.admin.query<{ subject: string; at: number }>(
    `select subject, extract(epoch from recorded_at)::float8 * 1000 as at from mesh.event
     where type = 'bench.called' and id like $1`,
    [`evt_${label}\\_%`],
  );
  return rows.map(({ subject, at }) => (arrivals.get(subject) ?? Number.NaN) - at);
}

/** Milliseconds of dispatching per event that starts nothing. */
export async function dispatchCost(
  bench: BenchAutomations,
  place: Place,
  label: string,
): Promise<number> {
  await publish(bench, place, label, "bench.ignored", IGNORED);
  const started = performance.now();
  await dispatchAll(bench.services);
  return (performance.now() - started) / IGNORED;
}

/** Events per second of a back-test over the stored ones, and of reading them. Fails when one request leaves the process. */
export async function backtestRates(
  bench: BenchAutomations,
  place: Place,
): Promise<[number, number]> {
  const { services, address, arrivals } = bench;
  arrivals.clear();
  const { fetch } = globalThis;
  let left = 0;
  globalThis.fetch = (...given) => {
    left++;
    return fetch(...given);
  };
  const call = {
    id: "call",
    http: { method: "POST", url: address, body: { subject: "{{event.subject}}" } },
  };
  const post = {
    id: "post",
    use: "slack.messages.post",
    with: { channel: "#sales", text: "{{event.subject}}" },
  };
  const user = { sub: place.user, email: "bench@example.com" };
  const context = {
    actor: { kind: "session" as const, sessionId: "bench", confirm: async () => {} },
    user,
    workspaceId: place.workspace,
    role: "owner" as const,
    services,
  };
  const started = performance.now();
  const definition = definitionOf("test", "bench.ignored", [call, post]);
  const { runs } = await backtestAutomation.run(context, { definition, days: 30 });
  const tested = performance.now();
  for (let after = 0; ;) {
    const page = await services.log.read(place.workspace, after);
    const last = page.at(-1)?.seq;
    if (last === undefined || last === null) break;
    after = last;
  }
  const read = performance.now();
  globalThis.fetch = fetch;
  if (runs !== STORED || left + arrivals.size > 0)
    throw new Error(`${runs} would have run, and ${left + arrivals.size} requests were sent.`);
  return [STORED / ((tested - started) / 1000), STORED / ((read - tested) / 1000)];
}
