import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import http from "node:http";

import { DBOS, DBOSClient } from "@dbos-inc/dbos-sdk";
import { OpenWorkflow } from "openworkflow";
import { BackendPostgres } from "openworkflow/postgres";
import { Pool } from "pg";
import { PgBoss } from "pg-boss";

/** Runs at once, where an engine lets one say so; ours takes as many. */
const CONCURRENCY = 80;
const CONNECTIONS = 10;
export const STEPS_OF_RUN = 3;

/** Something that makes runs in another engine. */
export interface Enqueuer {
  enqueue(run: string): Promise<unknown>;
  end(): Promise<void>;
}

/** An engine that keeps the answer of each step before the next one begins, in a database of its own. */
export interface Engine {
  setUp(url: string): Promise<void>;
  enqueuer(url: string): Promise<Enqueuer>;
  /** Executes runs in this process until it is ended. */
  work(url: string, address: string): Promise<void>;
  /** Counts the runs that have not ended. */
  readonly left: string;
}

/** Calls the address as a step, and returns its answer. */
function post(address: string, run: string, step: number): Promise<{ status: number }> {
  const body = JSON.stringify({ subject: run, step });
  return new Promise((resolve, reject) => {
    const request = http.request(
      address,
      {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "content-length": Buffer.byteLength(body),
          "idempotency-key": `${run}/${step}`,
        },
      },
      (response) => {
        response.resume();
        response.on("error", reject);
        response.on("end", () => resolve({ status: response.statusCode ?? 0 }));
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}
const numbers = Array.from({ length: STEPS_OF_RUN }, (_, at) => at + 1);

const dbos: Engine = {
  async setUp(url) {
    await launchDbos(url, "http://127.0.0.1:1/");
    await DBOS.shutdown();
  },
  async enqueuer(url) {
    const client = await DBOSClient.create({ systemDatabaseUrl: url });
    return {
      enqueue: (run) =>
        client.enqueue(
          { queueName: "runs", workflowName: "flow", appVersion: "1", workflowID: run },
          run,
        ),
      end: () => client.destroy(),
    };
  },
  work: launchDbos,
  left: "select count(*)::int as n from dbos.workflow_status where status in ('ENQUEUED', 'PENDING', 'DELAYED')",
};

async function launchDbos(url: string, address: string): Promise<void> {
  DBOS.setConfig({
    name: "bench",
    systemDatabaseUrl: url,
    systemDatabasePoolSize: CONNECTIONS,
    logLevel: "error",
    applicationVersion: "1",
    executorID: String(process.pid),
    listenQueues: ["runs"],
  });
  DBOS.registerWorkflow(
    async (run: string) => {
      for (const step of numbers)
        await DBOS.runStep(() => post(address, run, step), { name: `step ${step}` });
    },
    { name: "flow" },
  );
  await DBOS.launch();
  await DBOS.registerQueue("runs", { onConflict: "always_update" });
}

async function openWorkflow(url: string) {
  const backend = await BackendPostgres.connect(url);
  return { backend, client: new OpenWorkflow({ backend }) };
}

const openworkflow: Engine = {
  async setUp(url) {
    const { backend } = await openWorkflow(url);
    await backend.stop();
  },
  async enqueuer(url) {
    const { backend, client } = await openWorkflow(url);
    return {
      enqueue: (run) => client.runWorkflow({ name: "flow" }, { run }),
      end: () => backend.stop(),
    };
  },
  async work(url, address) {
    const { client } = await openWorkflow(url);
    client.defineWorkflow<{ run: string }, null>({ name: "flow" }, async ({ input, step }) => {
      for (const number of numbers)
        await step.run({ name: `step ${number}` }, () => post(address, input.run, number));
      return null;
    });
    await client.newWorker({ concurrency: CONCURRENCY }).start();
  },
  left: "select count(*)::int as n from openworkflow.workflow_runs where status not in ('completed', 'succeeded', 'failed', 'canceled')",
};

async function startBoss(url: string, useListenNotify: boolean): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: url,
    max: CONNECTIONS,
    schedule: false,
    supervise: false,
    useListenNotify,
  });
  boss.on("error", (error) => console.error(error.message));
  return boss.start();
}

/** A queue without steps, and a row for each answer: the least that keeping them costs. */
const pgBoss: Engine = {
  async setUp(url) {
    const boss = await startBoss(url, false);
    await boss.createQueue("runs", { notify: true, expireInSeconds: 90, retryLimit: 10 });
    await boss.stop();
    const pool = new Pool({ connectionString: url, max: 1 });
    await pool.query(
      "create table answer (run text not null, step int not null, output jsonb not null, primary key (run, step))",
    );
    await pool.end();
  },
  async enqueuer(url) {
    const boss = await startBoss(url, false);
    return { enqueue: (run) => boss.send("runs", { run }), end: () => boss.stop() };
  },
  async work(url, address) {
    const boss = await startBoss(url, true);
    const pool = new Pool({ connectionString: url, max: CONNECTIONS });
    const batchSize = 10;
    await boss.work<{ run: string }>(
      "runs",
      {
        batchSize,
        localConcurrency: CONCURRENCY / batchSize,
        pollingIntervalSeconds: 0.5,
        notifyPollingIntervalSeconds: 0.5,
        burstWhenBatchFull: true,
      },
      async (jobs) => {
        await Promise.all(jobs.map(({ data }) => runWithRows(pool, data.run, address)));
      },
    );
  },
  left: "select count(*)::int as n from pgboss.job where state < 'completed'",
};

async function runWithRows(pool: Pool, run: string, address: string): Promise<void> {
  for (const step of numbers) {
    const output = await post(address, run, step);
    await pool.query({
      name: "keep",
      text: "insert into answer (run, step, output) values ($1, $2, $3) on conflict do nothing",
      values: [run, step, JSON.stringify(output)],
    });
  }
}

export const ENGINES = { dbos, openworkflow, pgBoss } as const;
export type EngineName = keyof typeof ENGINES;

/** Starts a process that executes the runs of an engine, and resolves when it is ready. */
export async function startEngine(
  name: EngineName,
  url: string,
  address: string,
): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["bench/engine-worker.ts", name, url, address], {
    env: { ...process.env, NODE_ENV: "production" },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  await Promise.race([
    once(child, "message"),
    once(child, "exit").then(() => Promise.reject(new Error(`${name} did not start.`))),
  ]);
  return child;
}
