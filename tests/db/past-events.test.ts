import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { NewEvent } from "@/lib/mesh/log";
import { disableAutomation, enableAutomationVerb } from "@/lib/verbs/automations/enable";
import { saveAutomation } from "@/lib/verbs/automations/save";
import { replayEvent } from "@/lib/verbs/events/replay";
import { traceEvent } from "@/lib/verbs/events/trace";
import { dispatchAll } from "@/lib/worker/dispatch";
import { fireSchedule } from "@/lib/worker/schedules";

import { startRunHarness, type RunHarness } from "./run-harness";
import { connectAs } from "./services";

/** What happened before an automation was enabled, or before its account was connected, starts nothing. */
let harness: RunHarness;
beforeAll(async () => {
  harness = await startRunHarness();
});
afterAll(() => harness.close());

const MINUTE_MS = 60_000;
const tell = { id: "tell", publish: "shop.told" };
const on = { event: "stripe.payment.received" };
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

/** Stores an event now that happened then, and lets automations hear it. Returns its place in the log. */
async function arrives(change: Partial<NewEvent>): Promise<number> {
  const seq = await harness.services.publisher.publish(harness.payment(change));
  await dispatchAll(harness.services);
  return seq ?? 0;
}
const runsOf = async (id: string) =>
  Object.values(await harness.statuses(id)).reduce((sum, count) => sum + count, 0);
/** Moves the moment since when an automation listens. */
const listensSince = (id: string, at: string) =>
  harness.test.admin.query("update public.automations set listens_since = $2 where id = $1", [
    id,
    at,
  ]);

describe("an event that happened before the automation was enabled", () => {
  it.each([
    ["an hour", 60 * MINUTE_MS],
    ["a minute", MINUTE_MS],
    ["two seconds", 2000],
  ])("does not start it: %s", async (_what, ms) => {
    const id = await harness.enable([tell]);
    const seq = await arrives({ time: ago(ms) });
    expect(await runsOf(id)).toBe(0);
    const trace = await traceEvent.run(harness.me(), { seq });
    expect(JSON.stringify(trace)).toContain("Earlier events do not start it");
    await harness.disable(id);
  });

  it("starts it in the second in which it was enabled, because providers tell whole seconds", async () => {
    const id = await harness.enable([tell]);
    const { rows } = await harness.test.admin.query<{ at: Date }>(
      "select date_trunc('second', listens_since) as at from public.automations where id = $1",
      [id],
    );
    await arrives({ time: rows[0]?.at.toISOString() ?? "" });
    expect(await runsOf(id)).toBe(1);
    await harness.disable(id);
  });

  it("starts it when a person replays it", async () => {
    const id = await harness.enable([tell]);
    const seq = await arrives({ time: ago(60 * MINUTE_MS) });
    await replayEvent.run(harness.me(), { seq, automations: [id] });
    expect(await runsOf(id)).toBe(1);
    await harness.disable(id);
  });
});

describe("an event that comes late", () => {
  it("starts an automation that was enabled when it happened", async () => {
    const id = await harness.enable([tell]);
    await listensSince(id, ago(60 * MINUTE_MS));
    await arrives({ time: ago(30 * MINUTE_MS) });
    expect(await runsOf(id)).toBe(1);
    await harness.disable(id);
  });

  it("starts one whose version changed meanwhile, but not its trigger", async () => {
    const id = await harness.enable([tell]);
    await listensSince(id, ago(60 * MINUTE_MS));
    const definition = { schema: 1, name: "Announce", on, steps: [tell, { ...tell, id: "more" }] };
    await saveAutomation.run(harness.me(), { id, definition });
    await enableAutomationVerb.run(harness.me(), { id });
    await arrives({ time: ago(30 * MINUTE_MS) });
    expect(await runsOf(id)).toBe(1);
    await harness.disable(id);
  });

  it.each([
    ["another trigger", { event: "stripe.payment.*" }],
    ["another condition", { ...on, where: { "data.amount": { gte: 1 } } }],
  ])("does not start one whose live version has %s by now", async (_what, changed) => {
    const id = await harness.enable([tell]);
    await listensSince(id, ago(60 * MINUTE_MS));
    const definition = { schema: 1, name: "Announce", on: changed, steps: [tell] };
    await saveAutomation.run(harness.me(), { id, definition });
    await enableAutomationVerb.run(harness.me(), { id });
    await arrives({ time: ago(30 * MINUTE_MS) });
    expect(await runsOf(id)).toBe(0);
    await harness.disable(id);
  });

  it("does not start one that was off when it happened, and on again since", async () => {
    const id = await harness.enable([tell]);
    await listensSince(id, ago(60 * MINUTE_MS));
    await disableAutomation.run(harness.me(), { id });
    await enableAutomationVerb.run(harness.me(), { id });
    await arrives({ time: ago(30 * MINUTE_MS) });
    expect(await runsOf(id)).toBe(0);
    await harness.disable(id);
  });

  it("is not lost between two versions", async () => {
    const id = await harness.enable([tell]);
    await harness.services.publisher.publish(harness.payment());
    await enableAutomationVerb.run(harness.me(), { id });
    await dispatchAll(harness.services);
    expect(await runsOf(id)).toBe(1);
    await harness.disable(id);
  });
});

describe("clocks", () => {
  it("start it for an event from the future", async () => {
    const id = await harness.enable([tell]);
    await arrives({ time: ago(-60 * MINUTE_MS) });
    expect(await runsOf(id)).toBe(1);
    await harness.disable(id);
  });

  it("of people's computers may be slow", async () => {
    const id = await harness.enable([tell], { on: { ...on, origins: ["ui"] } });
    await arrives({ time: ago(5 * MINUTE_MS), origin: "ui" });
    expect(await runsOf(id)).toBe(1);
    await harness.disable(id);
  });
});

describe("an event from before its account was connected", () => {
  it("starts nothing and ends no waiting step, however long the automation has listened", async () => {
    const connection = await connectAs(harness.test, harness.ada, "acct_past");
    const id = await harness.enable([tell]);
    const wait = { id: "wait", waitFor: { event: "stripe.payment.received", timeout: "1d" } };
    const waiting = await harness.enable([wait, tell], { on: { event: "shop.begin" } });
    for (const one of [id, waiting]) await listensSince(one, ago(60 * MINUTE_MS));
    await arrives({ type: "shop.begin", origin: "api" });
    const worker = harness.startWorkerHere();
    await expect.poll(() => harness.statuses(waiting), { timeout: 20_000 }).toEqual({ waiting: 1 });
    await worker.stop();
    await arrives({ time: ago(30 * MINUTE_MS), connection: connection.id });
    const { steps } = await harness.traceOfLast(waiting);
    expect([await runsOf(id), steps.map(({ status }) => status)]).toEqual([0, ["waiting"]]);
    await arrives({ connection: connection.id });
    expect(await runsOf(id)).toBe(1);
    for (const one of [id, waiting]) await harness.disable(one);
  });

  it("is history again after the account was disconnected, and is not when a connection was repaired", async () => {
    const connection = await connectAs(harness.test, harness.ada, "acct_again");
    const since = async () => {
      const { rows } = await harness.test.admin.query<{ since: Date }>(
        "select events_since as since from public.connections where id = $1",
        [connection.id],
      );
      return rows[0]?.since.getTime() ?? 0;
    };
    const first = await since();
    await harness.test.admin.query("update public.connections set status = 'needs_reauth'");
    await connectAs(harness.test, harness.ada, "acct_again");
    expect(await since()).toBe(first);
    await harness.test.admin.query("update public.connections set status = 'revoked'");
    await connectAs(harness.test, harness.ada, "acct_again");
    expect(await since()).toBeGreaterThan(first);
  });
});

describe("a schedule", () => {
  it("does not make up for a time before it was enabled", async () => {
    const every = { schedule: "* * * * *", timeZone: "UTC" };
    const id = await harness.enable([tell], { on: every });
    const past = new Date(Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 5 * MINUTE_MS);
    await fireSchedule(harness.services, id, past);
    expect(await runsOf(id)).toBe(0);
    const next = new Date(past.getTime() + 10 * MINUTE_MS);
    await fireSchedule(harness.services, id, next);
    expect(await runsOf(id)).toBe(1);
    await harness.disable(id);
  });
});
