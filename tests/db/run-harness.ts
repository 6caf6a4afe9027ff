import { spawn, type ChildProcess } from "node:child_process";

import { expect } from "vitest";

import { logger } from "@/lib/core/server/logger";
import type { NewEvent } from "@/lib/mesh/log";
import { enableAutomationVerb } from "@/lib/verbs/automations/enable";
import { saveAutomation } from "@/lib/verbs/automations/save";
import { connectKey } from "@/lib/verbs/connections/connect-key";
import { traceRun } from "@/lib/verbs/runs/trace";
import type { Context, Services } from "@/lib/verbs/types";
import { startWorker, type Worker } from "@/lib/worker/main";
import type { JiraSandbox } from "@/sandbox/jira/server";
import { PASTED, startJira } from "@/sandbox/jira/testing";
import type { SlackSandbox } from "@/sandbox/slack/server";
import { CLIENT_ID, CLIENT_SECRET, startSlack } from "@/sandbox/slack/testing";
import type { TwilioSandbox } from "@/sandbox/twilio/server";
import { ACCOUNT_SID, AUTH_TOKEN, NUMBER, startTwilio } from "@/sandbox/twilio/testing";

import { connectSlack, contextOf, newEventId, testServices } from "./services";
import { startTestStack, type TestStack, type TestUser } from "./stack";

/** A workspace with Slack, Jira and Twilio connected to emulators that count what people would have seen. */
export interface RunHarness {
  readonly test: TestStack;
  readonly ada: TestUser;
  readonly services: Services;
  readonly slack: SlackSandbox;
  readonly jira: JiraSandbox;
  readonly twilio: TwilioSandbox;
  /** The emulators' addresses, as an environment. */
  readonly emulators: Readonly<Record<string, string>>;
  readonly me: () => Context;
  /** Saves and enables an automation on `stripe.payment.received`; `change` replaces fields. Returns its id. */
  enable(steps: readonly unknown[], change?: object): Promise<string>;
  /** No more runs of this automation. */
  disable(id: string): Promise<void>;
  /** A payment that nobody has told yet. */
  payment(change?: Partial<NewEvent>): NewEvent;
  publish(event: NewEvent): Promise<void>;
  /** How many runs of an automation are in which state. */
  statuses(id: string): Promise<Readonly<Record<string, number>>>;
  /** Waits until so many runs of an automation have ended. */
  ended(id: string, count?: number, timeout?: number): Promise<void>;
  /** Waits until the automation's newest run is in this state. Returns its id. */
  reaches(id: string, status: string, timeout?: number): Promise<string>;
  traceOfLast(id: string): ReturnType<typeof traceRun.run>;
  /** For what waits, a minute goes by. */
  aMinuteLater(): Promise<void>;
  /** Lets workers take up these runs now. */
  wake(runs: readonly string[]): Promise<void>;
  /** A worker in this process, which hears at once of what is published. */
  startWorkerHere(): Worker;
  /** A real worker process over the same database, by another script if told so; ended with the harness at the latest. */
  startWorkerProcess(env?: Readonly<Record<string, string>>, script?: string): ChildProcess;
  /** Counts the worker processes that have started: from then on each one ends in order when it is told to. */
  listeningWorkers(): Promise<number>;
  close(): Promise<void>;
}

export interface HarnessOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** How long a worker may be silent before another one takes its run. */
  readonly leaseSeconds?: number;
}

/** What an emulator did that speaks of this text. */
export const effectsOf = (sandbox: { effects: () => readonly unknown[] }, text: string) =>
  sandbox.effects().filter((effect) => JSON.stringify(effect).includes(text)).length;

async function connectAll(services: Services, ada: TestUser, slack: SlackSandbox): Promise<void> {
  await connectSlack(services, ada, slack);
  await connectKey.run(contextOf(services, ada), { provider: "jira", fields: PASTED });
  await connectKey.run(contextOf(services, ada), {
    provider: "twilio",
    fields: { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN, phoneNumber: NUMBER },
  });
}

/** Counts and traces of the runs of an automation. */
function watching(test: TestStack, me: () => Context) {
  const statuses = async (id: string) =>
    Object.fromEntries(
      (
        await test.admin.query<{ status: string; n: number }>(
          "select status, count(*)::int as n from public.runs where automation_id = $1 group by 1",
          [id],
        )
      ).rows.map(({ status, n }) => [status, n]),
    );
  const last = async (id: string) =>
    (
      await test.admin.query<{ id: string; status: string }>(
        "select id, status from public.runs where automation_id = $1 order by created_at desc, id desc limit 1",
        [id],
      )
    ).rows[0];
  return {
    statuses,
    async ended(id: string, count = 1, timeout = 20_000) {
      const done = async () => {
        const { rows } = await test.admin.query<{ n: number }>(
          "select count(*)::int as n from public.runs where automation_id = $1 and finished_at is not null",
          [id],
        );
        return rows[0]?.n;
      };
      await expect.poll(done, { timeout, interval: 50 }).toBe(count);
    },
    async reaches(id: string, status: string, timeout = 20_000) {
      await expect
        .poll(async () => (await last(id))?.status, { timeout, interval: 50 })
        .toBe(status);
      return (await last(id))?.id ?? "";
    },
    traceOfLast: async (id: string) => traceRun.run(me(), { id: (await last(id))?.id ?? "" }),
  };
}

function hurrying(test: TestStack, { db, queue }: Services) {
  const wake = (runs: readonly string[]) => db.withService((trx) => queue.wakeRuns(trx, runs));
  return {
    wake,
    async aMinuteLater() {
      const { rows } = await test.admin.query<{ id: string }>(
        `update public.steps set first_at = first_at - interval '1 minute', started_at = started_at - interval '1 minute',
           not_before = not_before - interval '1 minute' where status = 'waiting' returning run_id as id`,
      );
      await wake(rows.map(({ id }) => id));
    },
  };
}

function workerProcesses(test: TestStack, base: Readonly<Record<string, string>>) {
  const processes = new Set<ChildProcess>();
  return {
    start(env: Readonly<Record<string, string>> = {}, script = "scripts/worker.ts") {
      const child = spawn(process.execPath, [script], {
        env: { ...process.env, ...test.stack.env, ...base, NODE_ENV: "production", ...env },
        stdio: "ignore",
      });
      processes.add(child);
      child.once("exit", () => processes.delete(child));
      return child;
    },
    killAll() {
      for (const child of processes) child.kill("SIGKILL");
    },
  };
}

function automating(test: TestStack, ada: TestUser, services: Services, me: () => Context) {
  return {
    async enable(steps: readonly unknown[], change: object = {}) {
      const definition = {
        schema: 1,
        name: "Announce",
        on: { event: "stripe.payment.received" },
        limits: { perHour: 10_000, perDay: 100_000 },
        steps,
        ...change,
      };
      const { id } = await saveAutomation.run(me(), { definition });
      await enableAutomationVerb.run(me(), { id });
      return id;
    },
    async disable(id: string) {
      await test.admin.query("update public.automations set status = 'disabled' where id = $1", [
        id,
      ]);
    },
    payment(change: Partial<NewEvent> = {}): NewEvent {
      const id = newEventId();
      return {
        id,
        type: "stripe.payment.received",
        source: "stripe:test:acct_1",
        subject: `pi_${id}`,
        time: new Date().toISOString(),
        data: { id: `ch_${id}`, amount: 12_000, currency: "usd" },
        workspace: ada.workspace,
        origin: "provider",
        hops: 0,
        actor: { kind: "provider", id: "stripe" },
        ...change,
      };
    },
    async publish(event: NewEvent) {
      await services.publisher.publish(event);
    },
  };
}

/** Starts database, emulators and the app's own composition; no worker runs until a test starts one. */
export async function startRunHarness(options: HarnessOptions = {}): Promise<RunHarness> {
  logger.level = "silent";
  const test = await startTestStack();
  const [slack, jira, twilio] = await Promise.all([startSlack(), startJira(), startTwilio()]);
  const emulators = {
    SLACK_CLIENT_ID: CLIENT_ID,
    SLACK_CLIENT_SECRET: CLIENT_SECRET,
    SLACK_API_BASE: slack.url,
    JIRA_API_BASE: jira.url,
    TWILIO_API_BASE: twilio.url,
    LEASE_SECONDS: String(options.leaseSeconds ?? 3),
    ...options.env,
  };
  const services = testServices(test, emulators);
  const ada = await test.signUp("ada");
  await connectAll(services, ada, slack);
  const me = () => contextOf(services, ada);
  const workers = workerProcesses(test, emulators);
  return {
    test,
    ada,
    services,
    slack,
    jira,
    twilio,
    emulators,
    me,
    ...automating(test, ada, services, me),
    ...watching(test, me),
    ...hurrying(test, services),
    startWorkerProcess: (env, script) => workers.start(env, script),
    async listeningWorkers() {
      const { rows } = await test.admin.query<{ n: number }>(
        "select count(*)::int as n from pg_stat_activity where application_name = 'agentic-dashboard listening'",
      );
      return rows[0]?.n ?? 0;
    },
    startWorkerHere() {
      const worker = startWorker(services);
      Object.assign(services, { dispatchSoon: () => worker.dispatchSoon() });
      return worker;
    },
    async close() {
      workers.killAll();
      await services.publisher.drain();
      await services.db.end();
      for (const sandbox of [slack, jira, twilio]) await sandbox.close();
      await test.stop();
    },
  };
}
