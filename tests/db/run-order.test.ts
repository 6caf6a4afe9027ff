import http from "node:http";
import type { AddressInfo } from "node:net";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { logger } from "@/lib/core/server/logger";
import type { NewEvent } from "@/lib/mesh/log";
import { decideApprovalVerb, listApprovalsVerb } from "@/lib/verbs/approvals/decide";
import { allowAutomation } from "@/lib/verbs/automations/allow";
import { disableAutomation, enableAutomationVerb } from "@/lib/verbs/automations/enable";
import { saveAutomation } from "@/lib/verbs/automations/save";
import { cancelRun, retryRun } from "@/lib/verbs/runs/control";
import { listRunsVerb, traceRun } from "@/lib/verbs/runs/trace";
import type { Services } from "@/lib/verbs/types";
import { startWorker, type Worker } from "@/lib/worker/main";

import { contextOf, enableAs, newEventId, refusal, testServices } from "./services";
import { startTestStack, type TestStack, type TestUser } from "./stack";

/** Two workers over one database, and a web address that remembers in which order it was called. */
let test: TestStack;
let ada: TestUser;
let services: Services;
let workers: Worker[];
let server: http.Server;
let url: string;
/** What was done, in its order. */
const done: string[] = [];
/** How often the address still fails for a body. */
const failures = new Map<string, number>();

beforeAll(async () => {
  logger.level = "silent";
  server = http.createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const { what } = JSON.parse(body) as { what: string };
      const left = failures.get(what) ?? 0;
      failures.set(what, left - 1);
      if (left <= 0) done.push(what);
      response.writeHead(left > 0 ? 503 : 200, { "content-type": "application/json" });
      response.end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  url = `http://${host}/`;
  test = await startTestStack();
  ada = await test.signUp("ada");
  services = testServices(test, { AUTOMATION_HTTP_HOSTS: host });
  const other = testServices(test, { AUTOMATION_HTTP_HOSTS: host });
  workers = [startWorker(services), startWorker(other)];
  Object.assign(services, { dispatchSoon: () => workers[0]?.dispatchSoon() });
});
afterAll(async () => {
  for (const worker of workers) await worker.stop();
  await services.db.end();
  await test.stop();
  server.close();
});

const me = () => contextOf(services, ada);

/** Does one thing for an event of its own type, so that tests do not hear each other. */
async function enable(name: string, rest: object): Promise<string> {
  const definition = {
    schema: 1,
    name,
    on: { event: `sale.${name}` },
    steps: [
      {
        id: "call",
        http: { method: "POST", url, body: { what: "{{event.data.what}}" } },
        retry: { max: 5, delay: "1s" },
      },
    ],
    ...rest,
  };
  return enableAs(me(), definition);
}

function sale(name: string, what: string, subject = what): NewEvent {
  return {
    id: newEventId(),
    type: `sale.${name}`,
    source: "test:sales",
    subject,
    time: new Date().toISOString(),
    data: { what },
    workspace: ada.workspace,
    origin: "api",
    hops: 0,
    actor: { kind: "token", id: "t" },
  };
}
const publish = (event: NewEvent) => services.publisher.publish(event);
const runs = (automationId: string) => listRunsVerb.run(me(), { automationId });
const statuses = async (id: string) => (await runs(id)).map(({ status }) => status).toReversed();
const WITHIN = { timeout: 20_000, interval: 50 };
const gate = (name: string) => [
  {
    id: "gate",
    waitFor: { event: `sale.${name}.open`, where: "subject === event.subject", timeout: "1h" },
  },
];

describe("taking turns", () => {
  it("does what happens to one subject in its order, also while it is tried again, and others meanwhile", async () => {
    const id = await enable("ordered", { mode: "queued", per: "subject" });
    failures.set("a1", 2);
    for (const what of ["a1", "a2", "a3", "b1", "b2"])
      await publish(sale("ordered", what, what.slice(0, 1)));
    await expect
      .poll(() => statuses(id), WITHIN)
      .toEqual(Array.from({ length: 5 }, () => "succeeded"));
    expect(done.filter((what) => what.startsWith("a"))).toEqual(["a1", "a2", "a3"]);
    expect(done.indexOf("b2")).toBeLessThan(done.indexOf("a1"));
  });

  it("lets so many run at once, and the oldest of the others when one ends or is cancelled", async () => {
    const id = await enable("limited", { limits: { concurrency: 2 }, steps: gate("limited") });
    for (const what of ["1", "2", "3", "4"]) await publish(sale("limited", what));
    await expect
      .poll(() => statuses(id), WITHIN)
      .toEqual(["waiting", "waiting", "pending", "pending"]);
    await publish(sale("limited.open", "2"));
    await expect
      .poll(() => statuses(id), WITHIN)
      .toEqual(["waiting", "succeeded", "waiting", "pending"]);
    const [first] = (await runs(id)).toReversed();
    await cancelRun.run(me(), { id: first?.id });
    await expect
      .poll(() => statuses(id), WITHIN)
      .toEqual(["cancelled", "succeeded", "waiting", "waiting"]);
  });

  it("lets a retried run wait for its turn, too", async () => {
    failures.set("never", 99);
    const id = await enable("again", {
      mode: "queued",
      steps: [
        ...gate("again"),
        {
          id: "call",
          http: { method: "POST", url, body: { what: "never" } },
          retry: { max: 1 },
        },
      ],
    });
    await publish(sale("again", "1"));
    await publish(sale("again.open", "1"));
    await expect.poll(() => statuses(id), WITHIN).toEqual(["failed"]);
    await publish(sale("again", "2"));
    await expect.poll(() => statuses(id), WITHIN).toEqual(["failed", "waiting"]);
    const failed = (await runs(id)).at(-1);
    await retryRun.run(me(), { id: failed?.id });
    await expect.poll(() => statuses(id), WITHIN).toEqual(["pending", "waiting"]);
    await publish(sale("again.open", "2"));
    await expect.poll(() => statuses(id), WITHIN).toEqual(["failed", "failed"]);
  });

  it("replaces or leaves out only what is for the same subject", async () => {
    const restart = await enable("restart", { mode: "restart", per: "subject", steps: gate("x") });
    const single = await enable("single", { mode: "single", per: "subject", steps: gate("x") });
    for (const name of ["restart", "single"])
      for (const subject of ["a", "b", "a"]) await publish(sale(name, "x", subject));
    await expect.poll(() => statuses(restart), WITHIN).toEqual(["cancelled", "waiting", "waiting"]);
    await expect.poll(() => statuses(single), WITHIN).toEqual(["waiting", "waiting", "skipped"]);
    for (const id of [restart, single]) await disableAutomation.run(me(), { id });
  });
});

describe("waiting for an event", () => {
  it("sees one that the step before it caused, however fast it was", async () => {
    const id = await enable("caused", {
      steps: [
        { id: "say", publish: "sale.said", subject: "{{event.subject}}" },
        { id: "pause", delay: "1s" },
        {
          id: "heard",
          waitFor: {
            event: "sale.said",
            where: "subject === event.subject && run.automation === 'caused'",
            timeout: "1h",
          },
        },
      ],
    });
    await publish(sale("caused", "1"));
    await expect.poll(() => statuses(id), WITHIN).toEqual(["succeeded"]);
    const [run] = await runs(id);
    const { steps } = await traceRun.run(me(), { id: run?.id });
    expect(steps.at(-1)?.output).toMatchObject({ timedOut: false, event: { type: "sale.said" } });
  });
});

describe("approvals", () => {
  const pending = () => listApprovalsVerb.run(me(), {});
  it("asks again when a run is retried after a refusal, and keeps what was said before", async () => {
    const id = await enable("refused", { steps: [{ id: "ok", approve: { reason: "Go on?" } }] });
    await publish(sale("refused", "1"));
    await expect.poll(async () => (await pending()).length, { timeout: 10_000 }).toBe(1);
    const [first] = await pending();
    await decideApprovalVerb.run(me(), { id: first?.id, approve: false });
    await expect.poll(() => statuses(id), WITHIN).toEqual(["cancelled"]);
    const [run] = await runs(id);
    await retryRun.run(me(), { id: run?.id });
    await expect.poll(async () => (await pending()).length, { timeout: 10_000 }).toBe(1);
    const [second] = await pending();
    expect(second?.id).not.toBe(first?.id);
    await decideApprovalVerb.run(me(), { id: second?.id, approve: true });
    await expect.poll(() => statuses(id), WITHIN).toEqual(["succeeded"]);
    const all = await listApprovalsVerb.run(me(), { pendingOnly: false });
    expect(all.map(({ status }) => status)).toEqual(["consumed", "denied"]);
  });

  it("asks nobody any more when the run was cancelled", async () => {
    const id = await enable("cancelled", { steps: [{ id: "ok", approve: { reason: "Go on?" } }] });
    await publish(sale("cancelled", "1"));
    await expect.poll(async () => (await pending()).length, { timeout: 10_000 }).toBe(1);
    const [run] = await runs(id);
    await cancelRun.run(me(), { id: run?.id });
    expect(await pending()).toEqual([]);
  });
});

it("tells the mesh when an automation was paused for reaching its limit", async () => {
  const id = await enable("much", { limits: { perHour: 1 } });
  await publish(sale("much", "m1"));
  await publish(sale("much", "m2"));
  await expect.poll(() => statuses(id), WITHIN).toEqual(["succeeded", "skipped"]);
  const log = await services.log.recent(ada.workspace, 50);
  const paused = log.filter(({ type, subject }) => type === "automation.paused" && subject === id);
  expect(paused).toMatchObject([
    { data: { reason: "It reached its limit of 1 per hour.", automation: id } },
  ]);
});

describe("a long list", () => {
  const list = (name: string, count: number) => {
    const event = sale(name, name);
    return { ...event, data: { items: Array.from({ length: count }, (_, at) => ({ at })) } };
  };
  const steps = (name: string) => [
    {
      id: "all",
      forEach: "{{event.data.items}}",
      max: 50,
      steps: [{ id: "call", http: { method: "POST", url, body: { what: `${name} {{item.at}}` } } }],
    },
  ];
  const sent = (name: string) => done.filter((what) => what.startsWith(`${name} `)).length;
  const asked = async () => (await listApprovalsVerb.run(me(), {})).map(({ reason }) => reason);

  it("asks a person before it sends something for each of many", async () => {
    const id = await enable("bulk", { steps: steps("bulk") });
    await publish(list("bulk", 12));
    await expect.poll(asked, WITHIN).toEqual(["Run “all” for 12 items, for “bulk”"]);
    expect(sent("bulk")).toBe(0);
    const [approval] = await listApprovalsVerb.run(me(), {});
    await decideApprovalVerb.run(me(), { id: approval?.id, approve: true });
    await expect.poll(() => statuses(id), WITHIN).toEqual(["succeeded"]);
    expect(sent("bulk")).toBe(12);
  });

  it("does not ask for as many as an owner allowed, in the version for which that was", async () => {
    const id = await enable("allowed", { steps: steps("allowed") });
    await allowAutomation.run(me(), { id, items: 12 });
    await publish(list("allowed", 12));
    await expect.poll(() => statuses(id), WITHIN).toEqual(["succeeded"]);
    await publish(list("allowed", 13));
    await expect.poll(() => statuses(id), WITHIN).toEqual(["succeeded", "waiting"]);
    expect(sent("allowed")).toBe(12);
    await saveAutomation.run(me(), {
      id,
      definition: {
        schema: 1,
        name: "allowed",
        description: "Another version",
        on: { event: "sale.allowed" },
        steps: steps("allowed"),
      },
    });
    await enableAutomationVerb.run(me(), { id });
    await publish(list("allowed", 12));
    await expect.poll(() => statuses(id), WITHIN).toEqual(["succeeded", "waiting", "waiting"]);
  });

  it("lets only an owner allow it", async () => {
    const id = await enable("owned", { steps: steps("owned") });
    const asAdmin = contextOf(services, ada, { role: "admin" });
    expect((await refusal(allowAutomation.run(asAdmin, { id, items: 12 })))[0]).toBe("forbidden");
  });
});
