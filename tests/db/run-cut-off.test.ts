import http from "node:http";
import type { AddressInfo } from "node:net";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { logger } from "@/lib/core/server/logger";
import { advanceRun } from "@/lib/runs/advance";
import { cancelRun, startRun } from "@/lib/verbs/runs/control";
import { traceRun } from "@/lib/verbs/runs/trace";
import type { Services } from "@/lib/verbs/types";

import { contextOf, enableAs, testServices } from "./services";
import { startTestStack, type TestStack, type TestUser } from "./stack";

/** Steps that are interrupted while they are running: their worker stopped, or a person cancelled the run. */
let test: TestStack;
let ada: TestUser;
let services: Services;
let server: http.Server;
let url: string;
let requests = 0;
/** The address answers with this status once the promise resolves. */
let status = 200;
let answer = Promise.resolve();

beforeAll(async () => {
  logger.level = "silent";
  server = http.createServer((_request, response) => {
    requests++;
    void answer.then(() => response.writeHead(status).end("{}"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  url = `http://${host}/`;
  test = await startTestStack();
  ada = await test.signUp("ada");
  services = testServices(test, { AUTOMATION_HTTP_HOSTS: host });
});
afterAll(async () => {
  await services.queue.stop(1000);
  await services.db.end();
  await test.stop();
  server.close();
});

const me = () => contextOf(services, ada);

/** Starts a run whose only step calls the address, at most `max` times. */
async function newRun(max: number) {
  requests = 0;
  const steps = [{ id: "call", http: { method: "POST", url, body: {} }, retry: { max } }];
  const id = await enableAs(me(), { schema: 1, name: "Call", on: { manual: true }, steps });
  return startRun.run(me(), { id });
}
/** Starts such a run whose worker stopped during this attempt. Returns its id. */
async function cutOff(attempt: number, max: number): Promise<string> {
  const run = await newRun(max);
  await test.admin.query(
    `insert into public.steps (run_id, key, workspace_id, position, step, kind, status, attempt, idempotency_key)
     values ($1, 'call', $2, 1, 'call', 'http', 'running', $3, 'k' || gen_random_uuid())`,
    [run.id, ada.workspace, attempt],
  );
  return run.id;
}
async function stateOf(id: string) {
  const { run, steps } = await traceRun.run(me(), { id });
  return { run: run.status, attempt: steps[0]?.attempt, requests };
}

describe("a step whose worker stopped", () => {
  it("ends after its last attempt", async () => {
    const id = await cutOff(4, 4);
    await advanceRun(services, id);
    expect(await stateOf(id)).toEqual({ run: "failed", attempt: 4, requests: 0 });
  });

  it("has three attempts at least, because others may have stopped the worker", async () => {
    const id = await cutOff(2, 1);
    await advanceRun(services, id);
    expect(await stateOf(id)).toEqual({ run: "succeeded", attempt: 3, requests: 1 });
  });
});

describe("a run that was cancelled while its request was under way", () => {
  it.each([
    ["an answer", 200],
    ["a refusal", 400],
  ])("keeps what the cancellation wrote when the request brings %s", async (_what, given) => {
    status = given;
    const { id } = await newRun(5);
    const answered = Promise.withResolvers<void>();
    answer = answered.promise;
    const going = advanceRun(services, id);
    await expect.poll(() => requests).toBe(1);
    await cancelRun.run(me(), { id });
    answered.resolve();
    await going;
    status = 200;
    const { run, steps } = await traceRun.run(me(), { id });
    expect([run.status, steps[0]?.status, steps[0]?.output]).toEqual([
      "cancelled",
      "cancelled",
      null,
    ]);
  });
});

describe("a run that may have stopped its worker", () => {
  it("is processed while no other such run is", async () => {
    const [first, second] = [await cutOff(2, 5), await cutOff(2, 5)];
    const answered = Promise.withResolvers<void>();
    answer = answered.promise;
    const going = advanceRun(services, first);
    await expect.poll(() => requests).toBe(1);
    await advanceRun(services, second);
    expect(await stateOf(second)).toEqual({ run: "waiting", attempt: 2, requests: 1 });
    answered.resolve();
    await going;
    await advanceRun(services, second);
    expect(await stateOf(second)).toEqual({ run: "succeeded", attempt: 3, requests: 2 });
  });

  it("makes way for the next such run when it throws", async () => {
    const [first, second] = [await cutOff(2, 5), await cutOff(2, 5)];
    const broken = {
      ...services,
      now: () => {
        throw new RangeError("Invalid time value");
      },
    };
    await expect(advanceRun(broken, first)).rejects.toThrow("Invalid time value");
    await advanceRun(services, second);
    expect(await stateOf(second)).toEqual({ run: "succeeded", attempt: 3, requests: 1 });
  });
});
