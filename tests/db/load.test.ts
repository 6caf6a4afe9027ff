import { afterAll, beforeAll, expect, it } from "vitest";

import { startRunHarness, type RunHarness } from "./run-harness";

/** How many runs two worker processes share: `RUNS`; `npm run soak` takes 50,000. */
const RUNS = Number(process.env["RUNS"] ?? 400);
/** An automation may run 10,000 times an hour. */
const PER_AUTOMATION = 9000;

let harness: RunHarness;
beforeAll(async () => {
  harness = await startRunHarness({ leaseSeconds: 60 });
});
afterAll(() => harness.close());

it(
  `makes one run for each of ${RUNS} events and does each once`,
  { timeout: 120_000 + RUNS * 60 },
  async () => {
    const kinds = Math.ceil(RUNS / PER_AUTOMATION);
    for (let kind = 0; kind < kinds; kind++)
      await harness.enable([{ id: "count", publish: "sale.counted" }], {
        name: `Count ${kind}`,
        on: { event: `load.kind${kind}` },
      });
    const started = Date.now();
    const workers = [harness.startWorkerProcess(), harness.startWorkerProcess()];
    for (let at = 0; at < RUNS; at += 500) {
      const events = Array.from({ length: Math.min(500, RUNS - at) }, (_, index) =>
        harness.payment({ type: `load.kind${(at + index) % kinds}` }),
      );
      await Promise.all(events.map((event) => harness.publish(event)));
    }
    const succeeded = async () => {
      const { rows } = await harness.test.admin.query<{ n: number }>(
        "select count(*)::int as n from public.runs where status = 'succeeded'",
      );
      return rows[0]?.n;
    };
    await expect
      .poll(succeeded, { timeout: 90_000 + RUNS * 50, interval: RUNS > 5000 ? 2000 : 250 })
      .toBe(RUNS);
    const seconds = (Date.now() - started) / 1000;
    const { rows } = await harness.test.admin.query(
      `select (select count(*)::int from public.runs) as runs,
       (select count(distinct event_seq)::int from public.runs) as events,
       count(*)::int as done, count(distinct id)::int as different
     from mesh.event where type = 'sale.counted'`,
    );
    expect(rows).toEqual([{ runs: RUNS, events: RUNS, done: RUNS, different: RUNS }]);
    // A worker that has only just started, because the other one did everything, could not end in order.
    await expect.poll(() => harness.listeningWorkers(), { timeout: 30_000 }).toBe(workers.length);
    const gone = workers.map((worker) => new Promise((resolve) => worker.once("exit", resolve)));
    for (const worker of workers) worker.kill("SIGTERM");
    expect(await Promise.all(gone)).toEqual([0, 0]);
    process.stdout.write(
      `${RUNS} runs in ${Math.round(seconds)} s, ${Math.round(RUNS / seconds)} a second\n`,
    );
  },
);
