import http from "node:http";
import type { AddressInfo } from "node:net";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { advanceRun } from "@/lib/runs/advance";
import { traceRun } from "@/lib/verbs/runs/trace";
import { dispatchAll } from "@/lib/worker/dispatch";
import type { Worker } from "@/lib/worker/main";

import { startRunHarness, type RunHarness } from "./run-harness";

/** Answers and events that Postgres or JavaScript cannot hold as they are: the run ends, and nothing is sent twice. */
let harness: RunHarness;
let worker: Worker;
let server: http.Server;
let host: string;
let answer: Buffer | string = "";
const received: { url: string; body: string }[] = [];

beforeAll(async () => {
  server = http.createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      received.push({ url: request.url ?? "", body });
      response.writeHead(200, { "content-type": "application/json" });
      response.end(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  harness = await startRunHarness({ env: { AUTOMATION_HTTP_HOSTS: host } });
  worker = harness.startWorkerHere();
});
afterAll(async () => {
  await worker.stop();
  await harness.close();
  server.close();
});

const call = (path: string, body: object = {}) => ({
  id: "call",
  http: { method: "POST", url: `http://${host}${path}`, body },
  retry: { max: 5, delay: "1s" },
});

/** Runs one automation for one payment. */
async function run(steps: readonly unknown[], data: Record<string, unknown> = {}) {
  received.length = 0;
  const id = await harness.enable(steps);
  const event = harness.payment();
  await harness.publish({ ...event, data: { ...event.data, ...data } });
  await harness.ended(id);
  await harness.disable(id);
  return harness.traceOfLast(id);
}

describe("an answer that Postgres does not take as it is", () => {
  it.each([
    ["NUL in JSON", '{"note":"a\\u0000b"}', { note: "a\uFFFDb" }],
    ["half a character in JSON", '{"note":"\\ud83d"}', { note: "\uFFFD" }],
    ["NUL in a key", '{"a\\u0000b":1}', { "a\uFFFDb": 1 }],
    ["plain text with NUL", "a\u0000b", "a\uFFFDb"],
    ["UTF-16 bytes", Buffer.from("\uFEFF{}", "utf16le"), "\uFFFD\uFFFD{\uFFFD}\uFFFD"],
    [
      "5,000 nested lists",
      "[".repeat(5000) + "]".repeat(5000),
      "[".repeat(5000) + "]".repeat(5000),
    ],
  ])("is kept without what cannot be stored, after one request: %s", async (_what, given, kept) => {
    answer = given;
    const { run: ended, steps } = await run([call("/note")]);
    expect([ended.status, received.length]).toEqual(["succeeded", 1]);
    expect(steps[0]?.output).toEqual({ status: 200, body: kept });
  });
});

describe("an answer that the database refuses", () => {
  it("is left out, and not asked for again", async () => {
    await harness.test.admin.query(
      "alter table public.steps add constraint refusal check (output::text not like '%refuse me%')",
    );
    answer = '{"note":"refuse me"}';
    const { run: ended, steps } = await run([call("/note")]);
    await harness.test.admin.query("alter table public.steps drop constraint refusal");
    expect([ended.status, received.length]).toEqual(["succeeded", 1]);
    expect(steps[0]?.output).toEqual({ status: 200, body: { unstorable: true } });
  });
});

describe("large numbers in an answer", () => {
  it("reach the next step digit by digit", async () => {
    answer = '{"id":9007199254740993,"ref":12345678901234567890,"total":5}';
    const { run: ended } = await run([
      call("/orders"),
      {
        ...call("/orders/{{steps.call.body.id}}/ship", {
          ref: "{{steps.call.body.ref}}",
          total: "{{steps.call.body.total}}",
        }),
        id: "ship",
      },
    ]);
    expect(ended.status).toBe("succeeded");
    expect(received[1]).toEqual({
      url: "/orders/9007199254740993/ship",
      body: '{"ref":"12345678901234567890","total":5}',
    });
  });
});

describe("a value in a web address", () => {
  it.each(["..", ".", ""])("fails the step when it is %j, and nothing is sent", async (name) => {
    const { run: ended, steps } = await run([call("/orders/{{event.data.description}}/ship")], {
      description: name,
    });
    expect([ended.status, received.length]).toEqual(["failed", 0]);
    expect(steps[0]?.reason).toContain("would change its path");
  });

  it.each(["a/b?c#d", "../..", "%2e%2e", "\\..\\x", "😀"])("stays one part: %j", async (name) => {
    answer = "{}";
    await run([call("/orders/{{event.data.description}}/ship")], { description: name });
    expect(received.map(({ url }) => url)).toEqual([`/orders/${encodeURIComponent(name)}/ship`]);
  });
});

describe("a header that cannot be sent", () => {
  it("fails the step at once", async () => {
    const step = call("/x");
    const headers = { "X-Customer": "{{event.data.description}}" };
    const { run: ended, steps } = await run([{ ...step, http: { ...step.http, headers } }], {
      description: "Łukasz",
    });
    expect([ended.status, received.length, steps[0]?.attempt]).toEqual(["failed", 0, 1]);
    expect(steps[0]?.reason).toContain("X-Customer");
  });
});

describe("a run whose processing throws", () => {
  const broken = () => ({
    ...harness.services,
    catalogue: {
      ...harness.services.catalogue,
      get operations(): never {
        throw new RangeError("Invalid string length");
      },
    },
  });
  const tell = { id: "tell", use: "slack.messages.post", with: { channel: "#sales", text: "Hi" } };

  it("is failed with a reason after five times, and the next one in the queue goes on", async () => {
    await worker.stop();
    const id = await harness.enable([tell], { mode: "queued" });
    for (let count = 0; count < 2; count++) await harness.publish(harness.payment());
    await dispatchAll(harness.services);
    const { rows } = await harness.test.admin.query<{ id: string }>(
      "select id from public.runs where automation_id = $1 order by created_at, id",
      [id],
    );
    const [poisoned = "", next = ""] = rows.map((row) => row.id);
    for (let time = 0; time < 5; time++)
      await expect(advanceRun(broken(), poisoned)).rejects.toThrow("Invalid string length");
    await advanceRun(broken(), poisoned);
    await advanceRun(harness.services, next);
    expect(await harness.statuses(id)).toEqual({ failed: 1, succeeded: 1 });
    const { run: ended } = await traceRun.run(harness.me(), { id: poisoned });
    expect(ended.reason).toContain("failed 5 times");
    worker = harness.startWorkerHere();
  });
});
