import { array, assert, asyncProperty, double, object, oneof, string } from "fast-check";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { anyJson, isReadWell } from "@/lib/core/fixtures/any-json";
import { uuidv7 } from "@/lib/core/ids";
import { toJson } from "@/lib/core/storable";
import { ClaimedError } from "@/lib/db/claims";
import type { Database } from "@/lib/db/database";
import { cancelRuns } from "@/lib/db/dispatch";
import { acquireLease, FencedError } from "@/lib/db/run-leases";
import { asStored, type RunRecord, type StepRecord } from "@/lib/db/run-records";
import { findRun, insertRuns, type RunRow } from "@/lib/db/runs";
import { listAttempts, listSteps } from "@/lib/db/steps";
import type { NewEvent } from "@/lib/mesh/log";
import { RunWriter } from "@/lib/runs/run-writer";
import type { Services } from "@/lib/verbs/types";

import { contextOf, enableAs, testServices } from "./services";
import { startTestStack, type TestStack, type TestUser } from "./stack";

/** The writer that puts the records of several runs into one transaction. */
let test: TestStack;
let ada: TestUser;
let services: Services;
let automation: string;
beforeAll(async () => {
  test = await startTestStack();
  ada = await test.signUp("ada");
  services = testServices(test);
  automation = await enableAs(contextOf(services, ada), {
    schema: 1,
    name: "By hand",
    on: { manual: true },
    steps: [{ id: "say", publish: "sale.said" }],
  });
});
afterAll(async () => {
  await services.db.end();
  await test.stop();
});

const LEASE_MS = 60_000;

/** New runs that a worker has leased. */
async function leased(count: number): Promise<RunRow[]> {
  const ids = Array.from({ length: count }, () => uuidv7());
  return services.db.withService(async (trx) => {
    const run = (id: string) => ({
      id,
      workspaceId: ada.workspace,
      automationId: automation,
      version: 1,
      concurrencyKey: "",
      triggerKey: `manual:${id}`,
      trigger: {
        id,
        type: "x.y",
        source: "x",
        time: "2026-11-30T00:00:00Z",
        origin: "system",
        data: {},
      },
      eventSeq: null,
      chain: [],
      hops: 0,
      isQueued: false,
      skipped: null,
      startedBy: null,
    });
    await insertRuns(trx, ids.map(run));
    const runs = await Promise.all(ids.map((id) => acquireLease(trx, id, LEASE_MS)));
    return runs.filter((one) => one !== undefined);
  });
}

const stepOf = (run: RunRow, change: Partial<StepRecord> = {}): StepRecord => ({
  ref: {
    runId: run.id,
    workspaceId: run.workspaceId,
    key: "say",
    step: "say",
    kind: "publish",
    position: 1,
    idempotencyKey: `key-${run.id}`,
  },
  status: "running",
  attempt: 1,
  ...change,
});
const eventOf = (run: RunRow): NewEvent => ({
  id: `of-${run.id}`,
  type: "sale.said",
  source: "automation:test",
  time: new Date().toISOString(),
  data: {},
  workspace: run.workspaceId,
  origin: "automation",
  hops: 1,
  actor: { kind: "automation", id: automation },
});
const recordOf = (run: RunRow, change: Partial<RunRecord> = {}): RunRecord => ({
  run,
  leaseMs: LEASE_MS,
  steps: [stepOf(run)],
  ends: false,
  events: [eventOf(run)],
  ...change,
});

/** Writes records together. Returns what each came to. */
async function writeAll(records: readonly RunRecord[], db: Database = services.db) {
  const writer = new RunWriter(db);
  const all = await Promise.allSettled(records.map((one) => writer.write(one)));
  return all.map((one) => (one.status === "fulfilled" ? "written" : one.reason));
}

/** What is stored of a run: states of its steps, open attempts, events. */
async function storedOf({ id }: RunRow) {
  const [steps, attempts] = await services.db.withService(async (trx) => [
    await listSteps(trx, id),
    await listAttempts(trx, id),
  ]);
  const { rows } = await test.admin.query("select 1 from mesh.event where id = $1", [`of-${id}`]);
  return [steps.map(({ status }) => status), attempts.length, rows.length];
}
const WHOLE = [["running"], 1, 1];
const NOTHING = [[], 0, 0];

/** Three runs, of which the second one's record is refused. Tells why, and sees that the others are whole. */
async function refusalAmong(change: (run: RunRow) => Promise<Partial<RunRecord>>) {
  const [first, odd, last] = (await leased(3)) as [RunRow, RunRow, RunRow];
  const changed = await change(odd);
  const [one, refusal, other] = await writeAll([
    recordOf(first),
    recordOf(odd, changed),
    recordOf(last),
  ]);
  expect([one, other]).toEqual(["written", "written"]);
  expect([await storedOf(first), await storedOf(odd), await storedOf(last)]).toEqual([
    WHOLE,
    NOTHING,
    WHOLE,
  ]);
  return refusal;
}

describe("a record among others", () => {
  it("is refused alone when its run is another worker's", async () => {
    const refusal = await refusalAmong(async ({ id }) => {
      await test.admin.query(
        "update public.runs set lease_until = now() - interval '1 s' where id = $1",
        [id],
      );
      await services.db.withService((trx) => acquireLease(trx, id, LEASE_MS));
      return {};
    });
    expect(refusal).toBeInstanceOf(FencedError);
  });

  it("is refused alone when its run was cancelled", async () => {
    const refusal = await refusalAmong(async ({ id }) => {
      await services.db.withService((trx) => cancelRuns(trx, [id], "Cancelled."));
      return {};
    });
    expect(refusal).toBeInstanceOf(FencedError);
  });

  it("is refused alone when it cannot be stored", async () => {
    await test.admin.query(
      "alter table public.steps add constraint refusal check (output::text not like '%refuse me%')",
    );
    const refusal = await refusalAmong(async (run) => ({
      steps: [stepOf(run, { status: "succeeded", output: "refuse me" })],
    }));
    await test.admin.query("alter table public.steps drop constraint refusal");
    expect(refusal).toMatchObject({ code: "23514" });
  });

  it("is refused alone when another step has claimed the same", async () => {
    const [owner] = (await leased(1)) as [RunRow];
    const steps = [stepOf(owner, { status: "succeeded", claimed: "message-1" })];
    expect(await writeAll([recordOf(owner, { steps })])).toEqual(["written"]);
    const refusal = await refusalAmong(async (run) => ({
      steps: [stepOf(run, { status: "succeeded", claimed: "message-1" })],
    }));
    expect(refusal).toBeInstanceOf(ClaimedError);
  });
});

describe("a transaction of several records", () => {
  afterEach(() => test.admin.query("drop trigger if exists slow on public.steps"));

  it("is one for all that wait", async () => {
    const runs = await leased(20);
    let statements = 0;
    const db: Database = {
      ...services.db,
      serviceQuery(text, values) {
        statements++;
        return services.db.serviceQuery(text, values);
      },
    };
    expect(
      new Set(
        await writeAll(
          runs.map((run) => recordOf(run)),
          db,
        ),
      ),
    ).toEqual(new Set(["written"]));
    expect(statements).toBeLessThanOrEqual(2);
  });

  it("leaves nothing behind when its worker's connection is killed in the middle, and can be written again", async () => {
    await test.admin.query(
      `create or replace function public.slow() returns trigger language plpgsql as $$ begin perform pg_sleep(3); return new; end $$`,
    );
    await test.admin.query(
      "create trigger slow after insert on public.steps for each statement execute function public.slow()",
    );
    const runs = await leased(3);
    const writing = writeAll(runs.map((run) => recordOf(run)));
    const login = new Client({ connectionString: test.stack.env["DATABASE_URL"] });
    await login.connect();
    const killed = async () => {
      const { rows } = await login.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where query like '%write_run_records%' and state = 'active' and pid <> pg_backend_pid()",
      );
      return rows.length;
    };
    await expect.poll(killed, { timeout: 5000, interval: 50 }).toBeGreaterThan(0);
    await login.end();
    for (const outcome of await writing) expect(outcome).toBeInstanceOf(Error);
    for (const run of runs) expect(await storedOf(run)).toEqual(NOTHING);
    await test.admin.query("drop trigger slow on public.steps");
    await writeAll(runs.map((run) => recordOf(run)));
    for (const run of runs) expect(await storedOf(run)).toEqual(WHOLE);
  });

  it("is the same when it is written twice, as after an answer of the database that was lost", async () => {
    const [run] = (await leased(1)) as [RunRow];
    for (let time = 0; time < 2; time++)
      expect(await writeAll([recordOf(run)])).toEqual(["written"]);
    expect(await storedOf(run)).toEqual(WHOLE);
  });
});

describe("a record", () => {
  it("ends the run once, with its last step and the event of its end", async () => {
    const [run] = (await leased(1)) as [RunRow];
    await writeAll([recordOf(run, { events: [] })]);
    const last = recordOf(run, {
      ends: true,
      steps: [stepOf(run, { status: "succeeded", output: { said: 1 }, httpStatus: 200 })],
    });
    expect(await writeAll([last])).toEqual(["written"]);
    expect((await writeAll([last]))[0]).toBeInstanceOf(FencedError);
    expect(await storedOf(run)).toEqual([["succeeded"], 1, 1]);
    const ended = await services.db.withService((trx) => findRun(trx, run.id));
    expect(ended).toMatchObject({ status: "succeeded", wakeAt: null });
    const [attempt] = await services.db.withService((trx) => listAttempts(trx, run.id));
    expect(attempt).toMatchObject({ outcome: "ok", httpStatus: 200 });
    expect(attempt?.finishedAt).not.toBeNull();
  });
});

it("knows an output as Postgres gives it back, down to the order of its keys", async () => {
  const keys = oneof(string({ unit: "binary", maxLength: 6 }), string({ maxLength: 3 })).filter(
    isReadWell,
  );
  const value = oneof(
    anyJson,
    object({ key: keys, values: [string({ unit: "binary" }), double({ noNaN: true })] }),
  );
  await assert(
    asyncProperty(array(value, { maxLength: 20 }), async (given) => {
      const { rows } = await test.admin.query<{ back: unknown }>("select $1::jsonb as back", [
        toJson(given),
      ]);
      expect(JSON.stringify(asStored(given))).toBe(JSON.stringify(rows[0]?.back));
    }),
    { numRuns: 60 },
  );
});
