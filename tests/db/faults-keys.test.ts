import http from "node:http";
import type { AddressInfo } from "node:net";

import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { connectKey } from "@/lib/verbs/connections/connect-key";
import { resolveRun, retryRun } from "@/lib/verbs/runs/control";
import type { Services } from "@/lib/verbs/types";
import type { Worker } from "@/lib/worker/main";
import type { StripeSandbox } from "@/sandbox/stripe/server";
import { CLIENT_ID, sdk, startSandbox } from "@/sandbox/stripe/testing";

import { installKeyedOperation } from "./keyed-operation";
import { startRunHarness, type RunHarness } from "./run-harness";
import { PLATFORM_KEY } from "./services";

/** How a request is disturbed on its way to a provider that honours idempotency keys. */
interface Disturbance {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The request is carried out first, and its answer lost. */
  readonly afterEffect?: boolean;
  readonly drop?: boolean;
}

let harness: RunHarness;
let worker: Worker;
let sandbox: StripeSandbox;
let proxy: http.Server;
let ahead: Disturbance[] = [];
const seen: { key: string | undefined; status: number }[] = [];
let uninstall: () => void;

async function forward(request: http.IncomingMessage, body: string) {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers))
    if (!["host", "connection", "content-length"].includes(name)) headers.set(name, String(value));
  const isPost = request.method === "POST";
  const answer = await fetch(`${sandbox.url}${request.url}`, {
    method: request.method ?? "GET",
    headers,
    ...(isPost ? { body } : {}),
  });
  return { status: answer.status, text: await answer.text() };
}

async function answer(request: http.IncomingMessage, response: http.ServerResponse) {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString();
  const isWrite = request.method === "POST";
  const next = isWrite ? ahead.shift() : undefined;
  const passed = !next || next.afterEffect ? await forward(request, body) : null;
  const status = next?.status ?? (next?.drop ? 0 : (passed?.status ?? 0));
  if (isWrite) seen.push({ key: request.headers["idempotency-key"] as string | undefined, status });
  if (next?.drop) return void response.destroy();
  response.writeHead(status, { "content-type": "application/json", ...next?.headers });
  return void response.end(next ? '{"error":{"type":"api_error"}}' : passed?.text);
}

beforeAll(async () => {
  sandbox = await startSandbox({
    platform: { clientId: CLIENT_ID, secretKey: PLATFORM_KEY, redirectUris: [], name: "Test shop" },
  });
  proxy = http.createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  uninstall = installKeyedOperation();
  const base = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  harness = await startRunHarness({ env: { STRIPE_API_BASE: base } });
  await connectKey.run(harness.me(), { provider: "stripe", fields: { pat: PLATFORM_KEY } });
  worker = harness.startWorkerHere();
});
afterAll(async () => {
  uninstall();
  await worker.stop();
  await harness.close();
  proxy.close();
  await sandbox.close();
});
afterEach(async () => {
  ahead = [];
  seen.length = 0;
  await harness.test.admin.query("update public.automations set status = 'disabled'");
});

/** Runs one payment through an automation that makes a customer; `disturbed` happens to its requests in turn. */
async function run(disturbed: readonly Disturbance[], max = 3) {
  ahead = [...disturbed];
  const step = {
    id: "customer",
    use: "stripe.customers.create",
    with: { name: "{{event.subject}}" },
    retry: { max, delay: "1s" },
  };
  const id = await harness.enable([step]);
  const event = harness.payment();
  await harness.publish(event);
  return { id, name: event.subject ?? "", run: () => harness.traceOfLast(id) };
}
const customers = async (name: string) =>
  (await sdk(sandbox, PLATFORM_KEY).customers.list({ limit: 100 })).data.filter(
    (one) => one.name === name,
  ).length;
const keys = () => new Set(seen.map(({ key }) => key)).size;

/** Makes the ended run look as if its worker had stopped in the middle of the step, so many hours after the first attempt. */
async function cutOff(id: string, hours: number): Promise<void> {
  const { run: ended } = await harness.traceOfLast(id);
  await harness.test.admin.query(
    `update public.steps set status = 'running', attempt = 1, finished_at = null, first_at = now() - $2 * interval '1 hour' where run_id = $1`,
    [ended.id, hours],
  );
  await harness.test.admin.query(
    "update public.runs set status = 'running', finished_at = null, lease_until = null, wake_at = now() where id = $1",
    [ended.id],
  );
  const { db, queue }: Services = harness.services;
  await db.withService((trx) => queue.wakeRuns(trx, [ended.id]));
}
/** Three attempts of three requests each. */
const lost = Array.from({ length: 9 }, (): Disturbance => ({ drop: true }));

describe("a write with a key", () => {
  it("waits as long as a 429 says", async () => {
    const { id, name, run: trace } = await run([{ status: 429, headers: { "retry-after": "3" } }]);
    await harness.ended(id);
    const { run: ended, steps } = await trace();
    expect(ended.status).toBe("succeeded");
    const [first, second] = steps[0]?.attempts ?? [];
    expect([first?.outcome, second?.outcome]).toEqual(["retry", "ok"]);
    // A backoff of one second would be over long before. The end of an attempt may be noted late.
    expect(Number(second?.startedAt) - Number(first?.startedAt)).toBeGreaterThan(2500);
    expect([seen.length, keys(), await customers(name)]).toEqual([2, 1, 1]);
  });

  it.each([
    ["a lost answer", { drop: true, afterEffect: true }],
    ["a 500 after the effect", { status: 500, afterEffect: true }],
    ["a 409, while the first request is still under way", { status: 409 }],
    ["a refusal to be tried again", { status: 400, headers: { "stripe-should-retry": "true" } }],
  ])("is sent again with its key after %s, and is done once", async (_, disturbance) => {
    const { id, name } = await run([disturbance]);
    await harness.ended(id);
    expect(await harness.statuses(id)).toEqual({ succeeded: 1 });
    expect([seen.length, keys(), await customers(name)]).toEqual([2, 1, 1]);
  });

  it("is not sent again when Stripe says so", async () => {
    const { id, name } = await run([{ status: 500, headers: { "stripe-should-retry": "false" } }]);
    await harness.ended(id);
    expect(await harness.statuses(id)).toEqual({ failed: 1 });
    expect([seen.length, await customers(name)]).toEqual([1, 0]);
  });

  it("gives up on a failure that is stored under its key, instead of asking for ever", async () => {
    const stored = { status: 500, headers: { "idempotent-replayed": "true" } };
    const { id, name } = await run(Array.from({ length: 9 }, () => stored));
    await harness.ended(id);
    expect(await harness.statuses(id)).toEqual({ failed: 1 });
    expect([seen.length, keys(), await customers(name)]).toEqual([9, 1, 0]);
  });

  it("is repeated within 23 hours of the first attempt, and looked at by a person later", async () => {
    const { id, name } = await run([...lost.slice(1), { drop: true, afterEffect: true }]);
    await harness.ended(id);
    expect([seen.length, await customers(name)]).toEqual([9, 1]);
    await cutOff(id, 25);
    await harness.reaches(id, "indeterminate");
    expect(seen).toHaveLength(9);
    await cutOff(id, 22.9);
    await harness.ended(id);
    expect(await harness.statuses(id)).toEqual({ succeeded: 1 });
    expect([seen.length, keys(), await customers(name)]).toEqual([10, 1, 1]);
  });

  it("is sent again with its key, whose age counts from the first attempt", async () => {
    const { id, run: trace } = await run(lost.slice(0, 3));
    await harness.ended(id);
    const { run: ended, steps } = await trace();
    const { rows } = await harness.test.admin.query<{ at: Date }>(
      "select first_at as at from public.steps where run_id = $1",
      [ended.id],
    );
    const [first, second] = steps[0]?.attempts ?? [];
    expect([first?.outcome, second?.outcome]).toEqual(["retry", "ok"]);
    expect(rows[0]?.at.getTime()).toBeLessThan(first?.finishedAt?.getTime() ?? 0);
    expect([seen.length, keys()]).toEqual([4, 1]);
  });

  it("is looked at by a person before it is retried a day later", async () => {
    const { id } = await run([...lost.slice(1), { drop: true, afterEffect: true }]);
    await harness.ended(id);
    const { run: failed } = await harness.traceOfLast(id);
    await harness.test.admin.query(
      "update public.steps set first_at = now() - interval '25 hours' where run_id = $1",
      [failed.id],
    );
    await retryRun.run(harness.me(), { id: failed.id });
    await harness.reaches(id, "indeterminate");
    expect(seen).toHaveLength(9);
    const place = { id: failed.id, key: "customer" };
    await resolveRun.run(harness.me(), { ...place, done: false });
    await harness.ended(id);
    expect(await harness.statuses(id)).toEqual({ succeeded: 1 });
  });

  it("is not sent when it would say something else than its first attempt did", async () => {
    const { id, name } = await run(lost);
    await harness.ended(id);
    const { run: failed } = await harness.traceOfLast(id);
    await harness.test.admin.query(
      "update public.steps set request_hash = 'other' where run_id = $1",
      [failed.id],
    );
    await retryRun.run(harness.me(), { id: failed.id });
    await harness.ended(id);
    expect((await harness.traceOfLast(id)).run.reason).toMatch(
      /differs from what the first attempt/,
    );
    expect([seen.length, await customers(name)]).toEqual([9, 0]);
  });

  it("fails at once when its key was used for something else", async () => {
    const { id, name } = await run(lost);
    await harness.ended(id);
    const { run: failed, steps } = await harness.traceOfLast(id);
    const idempotencyKey = steps[0]?.idempotencyKey ?? "";
    await sdk(sandbox, PLATFORM_KEY).customers.create(
      { name: "Somebody else" },
      { idempotencyKey },
    );
    await retryRun.run(harness.me(), { id: failed.id });
    await harness.ended(id);
    expect((await harness.traceOfLast(id)).run).toMatchObject({
      status: "failed",
      reason: expect.stringMatching(/key was already used/) as string,
    });
    expect([seen.length, await customers(name)]).toEqual([10, 0]);
  });
});
