import { spawn, type ChildProcess } from "node:child_process";
import http from "node:http";
import type { AddressInfo } from "node:net";

import { Pool, type QueryResultRow } from "pg";

import { createServices } from "@/lib/compose/services";
import { parseEnv } from "@/lib/core/server/env";
import { addVersion, enableAutomation, insertAutomation } from "@/lib/db/automations";
import type { Services } from "@/lib/verbs/types";
import { startStack } from "@/supabase/embedded/stack";

import { makeDataFolder, removeDataFolder } from "./temporary.ts";

/** Somebody with a workspace of their own. */
export interface Place {
  readonly user: string;
  readonly workspace: string;
}

/** The app's own composition on a real Postgres, without a web server. */
export interface BenchAutomations {
  readonly services: Services;
  readonly admin: Pool;
  /** The cluster's superuser, for databases of other engines. */
  readonly superUrl: string;
  /** Asks another database of the cluster. */
  queryAt<Found extends QueryResultRow>(url: string, sql: string): Promise<Found[]>;
  /** Does something before everything is stopped. */
  atEnd(task: () => Promise<void>): void;
  /** An address that steps may call. */
  readonly address: string;
  /** When the first request of a subject arrived there; milliseconds since the epoch. */
  readonly arrivals: Map<string, number>;
  signUp(name: string): Promise<Place>;
  /** Enables an automation for every event of a type. */
  enable(place: Place, name: string, on: string, steps: readonly unknown[]): Promise<void>;
  startWorkerProcess(): ChildProcess;
  stop(): Promise<void>;
}

/** The definition that the rows enable and test. */
export const definitionOf = (name: string, on: string, steps: readonly unknown[]) => ({
  schema: 1,
  name,
  on: { event: on, where: { "data.amount": { gte: 1 } } },
  limits: { perHour: 10_000, perDay: 100_000 },
  steps,
});

async function startArrivals(arrivals: Map<string, number>): Promise<http.Server> {
  const server = http.createServer((request, response) => {
    const at = Date.now();
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const subject = String((JSON.parse(body) as { subject?: unknown }).subject);
      if (!arrivals.has(subject)) arrivals.set(subject, at);
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

export async function startAutomations(): Promise<BenchAutomations> {
  const root = makeDataFolder();
  const stack = await startStack({ root, siteUrl: "http://localhost:3000", log: () => {} });
  const admin = new Pool({ connectionString: stack.adminUrl, max: 2 });
  const arrivals = new Map<string, number>();
  const server = await startArrivals(arrivals);
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const env = { ...stack.env, AUTOMATION_HTTP_HOSTS: host };
  const services = createServices(parseEnv(env));
  const workers = new Set<ChildProcess>();
  const killWorkers = () => {
    for (const child of workers) child.kill("SIGKILL");
  };
  process.once("exit", killWorkers);
  const others = new Map<string, Pool>();
  const endings: (() => Promise<void>)[] = [];
  return {
    services,
    admin,
    superUrl: `postgres://supabase_admin:${stack.keys.passwords.supabase_admin}@127.0.0.1:${stack.postgres.port}/postgres`,
    async queryAt<Found extends QueryResultRow>(url: string, sql: string) {
      const pool = others.get(url) ?? new Pool({ connectionString: url, max: 1 });
      others.set(url, pool);
      return (await pool.query<Found>(sql)).rows;
    },
    atEnd: (task) => void endings.push(task),
    arrivals,
    address: `http://${host}/`,
    async signUp(name) {
      const response = await fetch(`${stack.env["SUPABASE_URL"]}/auth/v1/signup`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          apikey: stack.env["SUPABASE_PUBLISHABLE_KEY"] ?? "",
        },
        body: JSON.stringify({ email: `${name}@example.com`, password: "correct horse" }),
      });
      const { user } = (await response.json()) as { user: { id: string } };
      const { rows } = await admin.query<{ workspace_id: string }>(
        "select workspace_id from public.memberships where user_id = $1",
        [user.id],
      );
      return { user: user.id, workspace: rows[0]?.workspace_id ?? "" };
    },
    enable: ({ user, workspace: workspaceId }, name, on, steps) =>
      services.db.withService(async (trx) => {
        const id = await insertAutomation(trx, { workspaceId, name, createdBy: user });
        const definition = definitionOf(name, on, steps);
        const author = { kind: "user", id: user };
        const version = await addVersion(trx, { id, workspaceId, name, definition, author });
        await enableAutomation(trx, { id, workspaceId, version, by: user, keepsListening: false });
      }),
    startWorkerProcess() {
      const child = spawn(process.execPath, ["scripts/worker.ts"], {
        env: { ...process.env, ...env, NODE_ENV: "production" },
        stdio: "ignore",
      });
      workers.add(child);
      child.once("exit", () => workers.delete(child));
      return child;
    },
    async stop() {
      killWorkers();
      process.off("exit", killWorkers);
      for (const task of endings) await task();
      for (const pool of others.values()) await pool.end();
      await services.publisher.drain();
      await services.db.end();
      await admin.end();
      server.close();
      await stack.stop();
      removeDataFolder(root);
    },
  };
}
