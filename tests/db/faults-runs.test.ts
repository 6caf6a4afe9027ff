import { spawn, type ChildProcess } from "node:child_process";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { uuidv7 } from "@/lib/core/ids";
import { logger } from "@/lib/core/server/logger";
import { claimRun, FencedError, holdRun, insertRuns } from "@/lib/db/runs";
import type { NewEvent } from "@/lib/mesh/log";
import { saveAutomation } from "@/lib/verbs/automations/save";
import { enableAutomationVerb } from "@/lib/verbs/automations/switch";
import { connectKey } from "@/lib/verbs/connections/connect-key";
import type { Services } from "@/lib/verbs/types";
import type { JiraSandbox } from "@/sandbox/jira/server";
import { PASTED, startJira } from "@/sandbox/jira/testing";
import type { SlackSandbox } from "@/sandbox/slack/server";
import { CLIENT_ID, CLIENT_SECRET, startSlack } from "@/sandbox/slack/testing";
import type { TwilioSandbox } from "@/sandbox/twilio/server";
import { ACCOUNT_SID, AUTH_TOKEN, NUMBER, PHONE, startTwilio } from "@/sandbox/twilio/testing";

import { connectSlack, contextOf, newEventId, testServices } from "./services";
import { startTestStack, type TestStack, type TestUser } from "./stack";

/** Real worker processes over one database, and a stand-in that counts what people would have seen. */
let test: TestStack;
let ada: TestUser;
let slack: SlackSandbox;
let jira: JiraSandbox;
let twilio: TwilioSandbox;
let services: Services;
let standIns: Record<string, string>;
const processes = new Set<ChildProcess>();

beforeAll(async () => {
  logger.level = "silent";
  test = await startTestStack();
  slack = await startSlack();
  jira = await startJira();
  twilio = await startTwilio();
  standIns = {
    SLACK_CLIENT_ID: CLIENT_ID,
    SLACK_CLIENT_SECRET: CLIENT_SECRET,
    SLACK_API_BASE: slack.url,
    JIRA_API_BASE: jira.url,
    TWILIO_API_BASE: twilio.url,
  };
  services = testServices(test, standIns);
  ada = await test.signUp("ada");
  await connectSlack(services, ada, slack);
  await connectKey.run(contextOf(services, ada), { provider: "jira", fields: PASTED });
  await connectKey.run(contextOf(services, ada), {
    provider: "twilio",
    fields: { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN, phoneNumber: NUMBER },
  });
});
afterAll(async () => {
  for (const child of processes) child.kill("SIGKILL");
  await services.db.end();
  for (const sandbox of [slack, jira, twilio]) await sandbox.close();
  await test.stop();
});

function startWorkerProcess(): ChildProcess {
  const child = spawn(process.execPath, ["scripts/worker.ts"], {
    env: {
      ...process.env,
      ...test.stack.env,
      ...standIns,
      LEASE_SECONDS: "3",
      NODE_ENV: "production",
    },
    stdio: "ignore",
  });
  processes.add(child);
  child.once("exit", () => processes.delete(child));
  return child;
}
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function payment(change: Partial<NewEvent> = {}): NewEvent {
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
}

async function enable(steps: unknown[], change: object = {}): Promise<string> {
  const definition = {
    schema: 1,
    name: "Announce",
    on: { event: "stripe.payment.received" },
    limits: { perHour: 10_000, perDay: 100_000 },
    steps,
    ...change,
  };
  const { id } = await saveAutomation.run(contextOf(services, ada), { definition });
  await enableAutomationVerb.run(contextOf(services, ada), { id });
  return id;
}
const stop = (id: string) =>
  test.admin.query("update public.automations set status = 'disabled' where id = $1", [id]);
const statuses = async (id: string) =>
  Object.fromEntries(
    (
      await test.admin.query<{ status: string; n: number }>(
        "select status, count(*)::int as n from public.runs where automation_id = $1 group by 1",
        [id],
      )
    ).rows.map(({ status, n }) => [status, n]),
  );
const effectsOf = (sandbox: { effects: () => readonly unknown[] }, text: string) =>
  sandbox.effects().filter((effect) => JSON.stringify(effect).includes(text)).length;

/** How long to kill at random; an hour in `npm run soak`. */
const SECONDS = Number(process.env["SOAK_SECONDS"] ?? 30);

/** One of its processes dies by kill −9: Postgres drops every connection and recovers from its log. */
async function killDatabase(): Promise<void> {
  const { rows } = await test.admin.query<{ pid: number }>("select pg_backend_pid() as pid");
  if (rows[0]) process.kill(rows[0].pid, "SIGKILL");
}

/** A publisher whose database may be away tries until it is told that the event is stored, as a provider does. */
async function deliver(event: NewEvent): Promise<void> {
  for (;;) {
    const stored = await services.publisher.publish(event).then(
      () => true,
      () => false,
    );
    if (stored) return;
    await pause(200);
  }
}

describe("kill −9", () => {
  it(
    "does everything exactly once, whatever dies when",
    { timeout: (SECONDS + 180) * 1000 },
    async () => {
      const id = await enable([
        { id: "mark", publish: "sale.marked", with: { id: "{{event.subject}}" } },
        {
          id: "ticket",
          use: "jira.issues.create",
          with: { project: "SHOP", summary: "Sold {{event.subject}}" },
        },
        {
          id: "tell",
          use: "slack.messages.post",
          with: { channel: "#sales", text: "{{steps.ticket.key}} {{event.subject}}" },
        },
        {
          id: "text",
          use: "twilio.sms.send",
          with: { to: PHONE, body: "Thanks for {{event.subject}}" },
        },
      ]);
      const events = Array.from({ length: Math.max(120, SECONDS * 4) }, () => payment());
      const workers = [startWorkerProcess(), startWorkerProcess()];
      const until = Date.now() + SECONDS * 1000;
      let databaseDeaths = 0;
      let sent = 0;
      while (Date.now() < until || sent < events.length) {
        for (const event of events.slice(sent, sent + 8)) await deliver(event);
        sent += 8;
        if (Math.random() < 0.2 || (sent >= events.length && databaseDeaths === 0)) {
          await killDatabase().catch(() => {});
          databaseDeaths++;
        }
        await pause(600 + Math.random() * 1200);
        const at = Math.floor(Math.random() * workers.length);
        workers[at]?.kill("SIGKILL");
        workers[at] = startWorkerProcess();
      }
      await expect
        .poll(
          async () => {
            const now = await statuses(id);
            return (now["succeeded"] ?? 0) + (now["indeterminate"] ?? 0);
          },
          { timeout: 90_000, interval: 500 },
        )
        .toBe(events.length);
      const { rows } = await test.admin.query<{ subject: string; status: string }>(
        "select r.trigger ->> 'subject' as subject, r.status from public.runs r where automation_id = $1",
        [id],
      );
      const wrong = rows.filter(({ subject, status }) => {
        const [tickets, ...told] = [jira, slack, twilio].map((sandbox) =>
          effectsOf(sandbox, subject),
        );
        // A ticket is found again by its mark. A message has none: cut off, it waits for a person's look.
        return (
          tickets !== 1 || told.some((count) => (status === "succeeded" ? count !== 1 : count > 1))
        );
      });
      expect(wrong).toEqual([]);
      const { rows: again } = await test.admin.query<{ n: number }>(
        "select count(*)::int as n from public.runs where automation_id = $1 and fence > 1",
        [id],
      );
      expect(again[0]?.n).toBeGreaterThan(0); // runs were really cut off and taken up
      const { rows: told } = await test.admin.query(
        "select data ->> 'id' as id, count(*) from mesh.event where type = 'sale.marked' group by 1 having count(*) <> 1",
      );
      expect(told).toEqual([]);
      await stop(id);
      for (const worker of workers) worker.kill("SIGTERM");
    },
  );
});

describe("a worker that was paused", () => {
  it("writes nothing once another one has its run", async () => {
    const id = await enable([{ id: "a", publish: "sale.a" }], { on: { manual: true } });
    const run = uuidv7();
    await services.db.withService((trx) =>
      insertRuns(trx, [
        {
          id: run,
          workspaceId: ada.workspace,
          automationId: id,
          version: 1,
          lane: "",
          triggerKey: "manual:zombie",
          trigger: {
            id: "x",
            type: "x.y",
            source: "x",
            time: "2026-11-21T00:00:00Z",
            origin: "system",
            data: {},
          },
          eventSeq: null,
          chain: [],
          hops: 0,
          inLine: false,
          skipped: null,
          startedBy: null,
        },
      ]),
    );
    const first = await services.db.withService((trx) => claimRun(trx, run, 200));
    expect(await services.db.withService((trx) => claimRun(trx, run, 200))).toBeUndefined();
    await pause(300);
    const second = await services.db.withService((trx) => claimRun(trx, run, 5000));
    expect(second?.fence).toBe((first?.fence ?? 0) + 1);
    await expect(
      services.db.withService((trx) => holdRun(trx, first ?? { id: run, fence: 0 }, 5000)),
    ).rejects.toThrow(FencedError);
    await services.db.withService((trx) => holdRun(trx, second ?? { id: run, fence: 0 }, 5000));
  });
});

describe("a workspace that floods", () => {
  it("leaves the others their turn", { timeout: 120_000 }, async () => {
    const calm = await test.signUp("calm");
    const step = [{ id: "count", publish: "sale.flooded" }];
    const flooding = await enable(step, { name: "Flood" });
    const definition = {
      schema: 1,
      name: "Calm",
      on: { event: "stripe.payment.received" },
      steps: step,
    };
    const { id } = await saveAutomation.run(contextOf(services, calm), { definition });
    await enableAutomationVerb.run(contextOf(services, calm), { id });
    const flood = Array.from({ length: 1500 }, () => payment());
    await Promise.all(flood.map((event) => services.publisher.publish(event)));
    const worker = startWorkerProcess();
    await expect
      .poll(async () => (await statuses(flooding))["succeeded"] ?? 0, { timeout: 30_000 })
      .toBeGreaterThan(20);
    for (let at = 0; at < 10; at++)
      await services.publisher.publish(payment({ workspace: calm.workspace }));
    await expect
      .poll(async () => (await statuses(id))["succeeded"], { timeout: 30_000, interval: 50 })
      .toBe(10);
    // The ten came last and are done; most of the flood is still waiting.
    const left = 1500 - ((await statuses(flooding))["succeeded"] ?? 0);
    expect(left).toBeGreaterThan(700);
    await stop(flooding);
    worker.kill("SIGKILL");
    await test.admin.query("delete from public.runs where automation_id = $1", [flooding]);
    await test.admin.query("delete from pgboss.job");
  });
});

describe("two workers", () => {
  it("make one run per event and do each once", { timeout: 120_000 }, async () => {
    const id = await enable([{ id: "count", publish: "sale.counted" }]);
    const workers = [startWorkerProcess(), startWorkerProcess()];
    const events = Array.from({ length: 1000 }, () => payment());
    await Promise.all(events.map((event) => services.publisher.publish(event)));
    await expect
      .poll(async () => (await statuses(id))["succeeded"], { timeout: 90_000, interval: 500 })
      .toBe(events.length);
    const { rows } = await test.admin.query(
      "select count(*)::int as n, count(distinct id)::int as different from mesh.event where type = 'sale.counted'",
    );
    expect(rows).toEqual([{ n: events.length, different: events.length }]);
    await stop(id);
    const gone = workers.map((worker) => new Promise((resolve) => worker.once("exit", resolve)));
    for (const worker of workers) worker.kill("SIGTERM");
    expect(await Promise.all(gone)).toEqual([0, 0]);
  });
});
