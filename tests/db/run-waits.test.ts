import http from "node:http";
import type { AddressInfo } from "node:net";

import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { ProviderError } from "@/lib/providers/errors";
import { advanceRun } from "@/lib/runs/advance";
import { startRun } from "@/lib/verbs/runs/control";
import type { Services } from "@/lib/verbs/types";
import { dispatchAll } from "@/lib/worker/dispatch";

import { effectsOf, startRunHarness, type RunHarness } from "./run-harness";
import { connectAs } from "./services";

/** The times until which runs and their steps wait. No worker wakes them here. */
let harness: RunHarness;
let server: http.Server;
let url: string;
/** The answer of the address. */
let answer: { status: number; retryAfter?: string } = { status: 200 };

beforeAll(async () => {
  server = http.createServer((_request, response) => {
    const { status, retryAfter } = answer;
    response.writeHead(status, retryAfter === undefined ? {} : { "retry-after": retryAfter });
    response.end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  url = `http://${host}/`;
  harness = await startRunHarness({ env: { AUTOMATION_HTTP_HOSTS: host } });
});
afterEach(() => harness.test.admin.query("update public.automations set status = 'disabled'"));
afterAll(async () => {
  await harness.services.queue.stop(1000);
  await harness.close();
  server.close();
});

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;

/** Stores a payment, and processes the run that it starts until the run waits or ends. Returns the run's id. */
async function begin(
  steps: readonly unknown[],
  { services = harness.services, connection }: { services?: Services; connection?: string } = {},
): Promise<string> {
  const id = await harness.enable(steps);
  const data = { amount: 12_000, currency: "usd", customer: "cus_1" };
  await harness.publish(harness.payment({ data, connection }));
  await dispatchAll(harness.services);
  const run = await harness.reaches(id, "pending");
  await advanceRun(services, run);
  return run;
}

/** Reads the status of a run and of its last step, and for how many seconds from now they wait. */
async function waiting(run: string) {
  const { rows } = await harness.test.admin.query<{
    status: string;
    step: string | null;
    notBefore: Date | null;
    seconds: number;
    runSeconds: number;
  }>(
    `select r.status, s.status as step, s.not_before as "notBefore",
       extract(epoch from s.not_before - clock_timestamp())::float8 as seconds,
       extract(epoch from r.wake_at - clock_timestamp())::float8 as "runSeconds"
     from public.runs r left join public.steps s on s.run_id = r.id where r.id = $1 order by s.position desc limit 1`,
    [run],
  );
  const [row] = rows;
  if (!row) throw new Error("There is no such run.");
  return row;
}

describe("a step in quiet hours", () => {
  const post = (from: string, to: string) => ({
    id: "tell",
    use: "slack.messages.post",
    with: { channel: "#sales", text: "Sold {{event.subject}}" },
    quiet: { from, to, timeZone: "UTC" },
  });
  const clock = (seconds: number) =>
    new Date(Date.now() + seconds * 1000).toISOString().slice(11, 16);

  it("waits until they are over", async () => {
    const run = await begin([post(clock(-HOUR_S), clock(2 * HOUR_S))]);
    const { status, step, seconds } = await waiting(run);
    expect([status, step]).toEqual(["waiting", "waiting"]);
    expect(seconds).toBeGreaterThan(1.9 * HOUR_S);
    expect(seconds).toBeLessThan(2.1 * HOUR_S);
  });

  it("waits another minute when they ended before it was written", async () => {
    const [evening, morning] = [new Date("2027-03-01T22:30:00Z"), new Date("2027-03-02T09:00:00Z")];
    let asked = 0;
    // The machine sleeps for the night between the plan and the note of it.
    const now = () => (asked++ === 0 ? evening : morning);
    const run = await begin([post("21:00", "08:00")], { services: { ...harness.services, now } });
    const { step, notBefore } = await waiting(run);
    expect([step, notBefore]).toEqual(["waiting", new Date("2027-03-02T09:01:00Z")]);
    expect(effectsOf(harness.slack, "Sold ")).toBe(0);
  });
});

describe("a request that failed", () => {
  const steps = () => [
    { id: "call", http: { method: "POST", url, body: {} }, retry: { max: 5, delay: "1m" } },
  ];

  it("waits as long as the address asks for", async () => {
    answer = { status: 429, retryAfter: String(2 * HOUR_S) };
    const { step, seconds } = await waiting(await begin(steps()));
    expect(step).toBe("waiting");
    expect(seconds).toBeGreaterThan(1.9 * HOUR_S);
  });

  it("waits for its own delay when the address asks for less", async () => {
    answer = { status: 503, retryAfter: "0" };
    const { step, seconds } = await waiting(await begin(steps()));
    expect(step).toBe("waiting");
    expect(seconds).toBeGreaterThan(MINUTE_S / 2 - 5);
  });

  it("waits twice as long after each attempt", async () => {
    answer = { status: 503 };
    const run = await begin(steps());
    for (let attempt = 2; attempt <= 3; attempt++) {
      await harness.test.admin.query(
        "update public.steps set not_before = clock_timestamp() where run_id = $1",
        [run],
      );
      await advanceRun(harness.services, run);
    }
    const { seconds } = await waiting(run);
    expect(seconds).toBeGreaterThan(2 * MINUTE_S - 5);
    expect(seconds).toBeLessThan(4 * MINUTE_S);
  });
});

describe("a run that needs data of the provider beside its event", () => {
  const steps = [{ id: "tell", publish: "shop.told", with: { to: "{{customer.email}}" } }];
  /** Processes a run whose provider fails. Returns for how many seconds the run waits. */
  async function waitsFor(retryAt?: Date): Promise<number> {
    const connection = await connectAs(harness.test, harness.ada, "acct_waits");
    const execute = () => {
      const fault = { code: "PROVIDER_ERROR", message: "Down.", action: "retry" } as const;
      throw new ProviderError("stripe", "customers.get", { ...fault, retryable: true, retryAt });
    };
    const services = { ...harness.services, execute: execute as unknown as Services["execute"] };
    const run = await begin(steps, { services, connection: connection.id });
    const { status, step, runSeconds } = await waiting(run);
    expect([status, step]).toEqual(["waiting", null]);
    return runSeconds;
  }

  it("asks a provider that fails again after some seconds", async () => {
    expect(await waitsFor()).toBeGreaterThan(3);
  });

  it("asks a provider no earlier than it says", async () => {
    expect(await waitsFor(new Date(Date.now() + HOUR_S * 1000))).toBeGreaterThan(0.9 * HOUR_S);
  });
});

describe("a step that waits for an event", () => {
  const wait = { id: "ready", waitFor: { event: "shop.ready", timeout: "1h" } };
  const readiness = () => harness.publish(harness.payment({ type: "shop.ready" }));

  it("is left alone until its time is up", async () => {
    const { status, step, seconds } = await waiting(await begin([wait]));
    expect([status, step]).toEqual(["waiting", "waiting"]);
    expect(seconds).toBeGreaterThan(0.9 * HOUR_S);
  });

  it("is not ended by an event from before the one that started its run", async () => {
    await readiness();
    expect(await waiting(await begin([wait]))).toMatchObject({ status: "waiting" });
  });

  it("is not ended by an event from before its account was connected, which came late", async () => {
    const { id: connection } = await connectAs(harness.test, harness.ada, "acct_1Late");
    const id = await harness.enable([wait]);
    await harness.publish(harness.payment());
    const time = new Date(Date.now() - HOUR_S * 1000).toISOString();
    await harness.publish(harness.payment({ type: "shop.ready", connection, time }));
    await dispatchAll(harness.services);
    const run = await harness.reaches(id, "pending");
    await advanceRun(harness.services, run);
    expect(await waiting(run)).toMatchObject({ status: "waiting" });
  });

  it("is not ended by an event from before a person started its run", async () => {
    await readiness();
    const id = await harness.enable([wait], { on: { manual: true } });
    const run = await startRun.run(harness.me(), { id });
    await advanceRun(harness.services, run.id);
    expect(await waiting(run.id)).toMatchObject({ status: "waiting" });
  });
});
