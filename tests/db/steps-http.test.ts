import http from "node:http";
import type { AddressInfo } from "node:net";

import { afterAll, beforeAll, expect, it } from "vitest";

import { logger } from "@/lib/core/server/logger";
import { enableAutomationVerb } from "@/lib/verbs/automations/enable";
import { saveAutomation } from "@/lib/verbs/automations/save";
import { startRun } from "@/lib/verbs/runs/control";
import { listRunsVerb, traceRun } from "@/lib/verbs/runs/trace";
import type { Services } from "@/lib/verbs/types";
import { startWorker, type Worker } from "@/lib/worker/main";

import { contextOf, testServices } from "./services";
import { startTestStack, type TestStack, type TestUser } from "./stack";

/** A web address that answers what a test says, and remembers what it was sent. */
let test: TestStack;
let ada: TestUser;
let services: Services;
let worker: Worker;
let server: http.Server;
let host: string;
let answers: number[] = [];
const seen: { key: string | undefined; body: string }[] = [];

beforeAll(async () => {
  logger.level = "silent";
  server = http.createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      seen.push({ key: request.headers["idempotency-key"] as string | undefined, body });
      response.writeHead(answers.shift() ?? 200, { "content-type": "application/json" });
      response.end('{"ticket":7}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  test = await startTestStack();
  ada = await test.signUp("ada");
  services = testServices(test, { AUTOMATION_HTTP_HOSTS: host });
  worker = startWorker(services);
});
afterAll(async () => {
  await worker.stop();
  await services.db.end();
  await test.stop();
  server.close();
});

async function run(url: string, then: object[] = []) {
  const definition = {
    schema: 1,
    name: "Call",
    on: { manual: true },
    steps: [
      {
        id: "call",
        http: { method: "POST", url, body: { by: "{{run.automation}}" } },
        retry: { max: 3, delay: "1s" },
      },
      ...then,
    ],
  };
  // As if the address had been taken off the list since.
  const lenient = { ...services, catalogue: { ...services.catalogue, refusal: () => null } };
  const context = contextOf(lenient, ada);
  const { id } = await saveAutomation.run(context, { definition });
  await enableAutomationVerb.run(context, { id });
  const started = await startRun.run(context, { id });
  await expect
    .poll(async () => (await listRunsVerb.run(context, { automationId: id }))[0]?.finishedAt, {
      timeout: 15_000,
      interval: 50,
    })
    .toBeTruthy();
  return traceRun.run(context, { id: started.id });
}

it("calls an allowed address, and hands on what came back", async () => {
  const trace = await run(`http://${host}/x`, [
    { id: "tell", publish: "hook.called", with: { ticket: "{{steps.call.body.ticket}}" } },
  ]);
  expect(trace.run.status).toBe("succeeded");
  expect(trace.steps[1]?.input).toEqual({ ticket: 7 });
  expect(seen.at(-1)?.body).toBe('{"by":"Call"}');
});

it("tries again with the same key when the address fails, and gives up when it refuses", async () => {
  seen.length = 0;
  answers = [500, 503];
  expect((await run(`http://${host}/x`)).run.status).toBe("succeeded");
  expect(seen).toHaveLength(3);
  expect(new Set(seen.map(({ key }) => key)).size).toBe(1);
  answers = [422];
  const refused = await run(`http://${host}/x`);
  expect(refused.run).toMatchObject({ status: "failed", reason: "The address answered 422." });
  expect(refused.steps[0]?.attempts).toHaveLength(1);
});

it("calls nothing that is not allowed", async () => {
  seen.length = 0;
  const port = host.split(":")[1];
  for (const url of [
    `http://localhost:${port}/x`,
    "https://169.254.169.254/latest",
    "http://127.0.0.1:22/",
  ])
    expect((await run(url)).run).toMatchObject({
      status: "failed",
      reason: expect.stringMatching(/allowed|https|host name/) as string,
    });
  expect(seen).toEqual([]);
});

it.each([
  ["a host that an event would choose", "https://{{event.data.host}}/x", /without templates/],
  ["a host that is not on the list", "https://hooks.example/x", /AUTOMATION_HTTP_HOSTS/],
])("refuses %s when it is saved", async (_what, url, message) => {
  const steps = [{ id: "call", http: { url } }];
  const definition = { schema: 1, name: "Call", on: { event: "shop.*" }, steps };
  const saving = saveAutomation.run(contextOf(services, ada), { definition });
  await expect(saving).rejects.toMatchObject({ code: "invalid" });
  await expect(saving).rejects.toThrow(message);
});
