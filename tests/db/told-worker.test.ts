import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { workspacesBehind } from "@/lib/db/dispatch";
import { storableEvent } from "@/lib/mesh/log";
import { decideApprovalVerb, listApprovalsVerb } from "@/lib/verbs/approvals/decide";
import { dispatchAll } from "@/lib/worker/dispatch";

import { effectsOf, startRunHarness, type RunHarness } from "./run-harness";
import { gateTo, type Gate } from "./services";

/** An app without a worker here, and a worker process that never looks for anything by itself. */
let harness: RunHarness;
let gate: Gate;
const post = (text: string) => ({
  id: "post",
  use: "slack.messages.post",
  with: { channel: "#sales", text: `${text} {{event.subject}}` },
});

beforeAll(async () => {
  harness = await startRunHarness({ leaseSeconds: 60 });
  gate = await gateTo(harness.test.stack.env["DATABASE_URL"] ?? "");
  harness.startWorkerProcess({ DATABASE_URL: gate.url }, "tests/db/told-process.ts");
});
afterAll(async () => {
  await harness.close();
  await gate.close();
});

/** The connections that listen now. */
const listening = async () =>
  (
    await harness.test.admin.query<{ pid: number }>(
      "select pid from pg_stat_activity where application_name = 'agentic-dashboard listening'",
    )
  ).rows.map(({ pid }) => pid);
/** Waits until a message is posted, at most half a minute. */
async function isPosted(text: string): Promise<boolean> {
  await vi.waitFor(() => expect(effectsOf(harness.slack, text)).toBe(1), {
    timeout: 30_000,
    interval: 20,
  });
  return true;
}

/** Publishes a payment and waits until its message is posted. */
async function publishAndWait(): Promise<boolean> {
  const event = harness.payment();
  await harness.publish(event);
  return isPosted(`Heard of ${event.subject}`);
}

/** Waits until nothing is left that the worker would do by itself. */
const isQuiet = () =>
  vi.waitFor(async () => {
    const { rows } = await harness.test.admin.query(
      "select 1 from public.runs where finished_at is null union all select 1 from pgboss.job where name = 'runs' and state in ('created', 'active')",
    );
    expect(rows).toEqual([]);
    expect(await workspacesBehind(harness.test.db, 1)).toEqual([]);
  }, 30_000);

describe("a worker in a process of its own", () => {
  let automation: string;
  beforeAll(async () => {
    automation = await harness.enable([post("Heard of")]);
    await publishAndWait(); // what is done before it listens may be found when it begins to
  });
  afterAll(() => harness.disable(automation));

  it("is told of events that the app has stored", async () => {
    for (let at = 0; at < 3; at++) expect(await publishAndWait()).toBe(true);
  });

  it("is told of runs that another process has made", async () => {
    await isQuiet(); // what follows from the run before would make it look
    const event = harness.payment();
    await harness.services.log.publish([storableEvent(event)]); // which tells nobody
    await dispatchAll(harness.services);
    expect(await isPosted(`Heard of ${event.subject}`)).toBe(true);
  });

  it("is told of a person's decision", async () => {
    const id = await harness.enable([{ ...post("Decided for"), approval: "required" }], {
      name: "Ask",
      on: { event: "shop.asked" },
    });
    const event = harness.payment({ type: "shop.asked" });
    await harness.publish(event);
    await harness.reaches(id, "waiting");
    const [approval] = await listApprovalsVerb.run(harness.me(), {});
    await decideApprovalVerb.run(harness.me(), { id: approval?.id, approve: true });
    expect(await isPosted(`Decided for ${event.subject}`)).toBe(true);
  });

  it("listens again when its connection was cut, and misses nothing of the meantime", async () => {
    const [pid] = await listening();
    const login = new Client({ connectionString: harness.test.stack.env["DATABASE_URL"] });
    await login.connect();
    await login.query("select pg_terminate_backend($1)", [pid]);
    await login.end();
    expect(await publishAndWait()).toBe(true);
    await expect.poll(listening, { timeout: 30_000 }).toHaveLength(1);
    expect(await listening()).not.toContain(pid);
    expect(await publishAndWait()).toBe(true);
  });

  it("listens again when the database was away", async () => {
    await gate.close();
    const event = harness.payment();
    await harness.publish(event);
    await gate.open();
    expect(await isPosted(`Heard of ${event.subject}`)).toBe(true);
    expect(await publishAndWait()).toBe(true);
  });
});
