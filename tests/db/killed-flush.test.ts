import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";

import { Client } from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";

import { startRunHarness, type RunHarness } from "./run-harness";

/** A worker process that is killed while a transaction with the records of many runs is under way. */
const RUNS = 30;
let harness: RunHarness;
let server: http.Server;
let host: string;
/** How often a request came with each idempotency key. */
const received = new Map<string, number>();

beforeAll(async () => {
  server = http.createServer((request, response) => {
    const key = String(request.headers["idempotency-key"]);
    received.set(key, (received.get(key) ?? 0) + 1);
    request.resume();
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  harness = await startRunHarness({ leaseSeconds: 2, env: { AUTOMATION_HTTP_HOSTS: host } });
});
afterAll(async () => {
  await harness.close();
  server.close();
});

const slowly = (seconds: number) =>
  harness.test.admin.query(
    `create or replace function public.slowly() returns trigger language plpgsql as $$ begin perform pg_sleep(${seconds}); return null; end $$;
     drop trigger if exists slowly on public.steps;
     create trigger slowly after insert on public.steps for each statement execute function public.slowly()`,
  );

/** Waits until a transaction with records is under way. */
async function flushing(): Promise<void> {
  const login = new Client({ connectionString: harness.test.stack.env["DATABASE_URL"] });
  await login.connect();
  const active = async () =>
    (
      await login.query(
        "select 1 from pg_stat_activity where query like '%write_run_records%' and state = 'active' and pid <> pg_backend_pid()",
      )
    ).rows.length;
  await expect.poll(active, { timeout: 60_000, interval: 10 }).toBeGreaterThan(0);
  await login.end();
}

it("loses nothing and does nothing twice", { timeout: 240_000 }, async () => {
  await slowly(0.4);
  const id = await harness.enable([
    {
      id: "call",
      http: { method: "POST", url: `http://${host}/`, body: { of: "{{event.subject}}" } },
    },
    { id: "tell", publish: "shop.told", with: { of: "{{event.subject}}" } },
    { id: "again", http: { method: "POST", url: `http://${host}/`, body: { of: "{{run.id}}" } } },
  ]);
  for (let at = 0; at < RUNS; at++) await harness.publish(harness.payment());
  for (let kill = 0; kill < 3; kill++) {
    const worker = harness.startWorkerProcess();
    await flushing();
    worker.kill("SIGKILL");
    await once(worker, "exit");
  }
  await harness.test.admin.query("drop trigger slowly on public.steps");
  harness.startWorkerProcess();
  await harness.ended(id, RUNS, 120_000);
  expect(await harness.statuses(id)).toEqual({ succeeded: RUNS });
  expect(received.size).toBe(2 * RUNS);
  const { rows } = await harness.test.admin.query<{ type: string; n: number; different: number }>(
    `select type, count(*)::int as n, count(distinct coalesce(data ->> 'of', subject))::int as different from mesh.event
     where type in ('shop.told', 'automation.run.succeeded') group by 1 order by 1`,
  );
  expect(rows).toEqual([
    { type: "automation.run.succeeded", n: RUNS, different: RUNS },
    { type: "shop.told", n: RUNS, different: RUNS },
  ]);
});
