import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { NewEvent } from "@/lib/mesh/log";
import { saveAutomation } from "@/lib/verbs/automations/save";
import { disableAutomation, enableAutomationVerb } from "@/lib/verbs/automations/switch";
import { replayEvent } from "@/lib/verbs/events/replay";
import { traceEvent } from "@/lib/verbs/events/trace";
import { dispatchAll } from "@/lib/worker/dispatch";
import { fireSchedule } from "@/lib/worker/schedules";

import { startRunStage, type RunStage } from "./run-stage";
import { connectAs } from "./services";

/** What happened before an automation was enabled, or before its account was connected, starts nothing. */
let stage: RunStage;
beforeAll(async () => {
  stage = await startRunStage();
});
afterAll(() => stage.close());

const MINUTE_MS = 60_000;
const tell = { id: "tell", publish: "shop.told" };
const on = { event: "stripe.payment.received" };
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

/** Stores an event now that happened then, and lets automations hear it. Returns its place in the log. */
async function arrives(change: Partial<NewEvent>): Promise<number> {
  const seq = await stage.services.publisher.publish(stage.payment(change));
  await dispatchAll(stage.services);
  return seq ?? 0;
}
const runsOf = async (id: string) =>
  Object.values(await stage.statuses(id)).reduce((sum, count) => sum + count, 0);
/** Moves the moment since when an automation listens. */
const listensSince = (id: string, at: string) =>
  stage.test.admin.query("update public.automations set listens_since = $2 where id = $1", [
    id,
    at,
  ]);

describe("an event that happened before the automation was enabled", () => {
  it.each([
    ["an hour", 60 * MINUTE_MS],
    ["a minute", MINUTE_MS],
    ["two seconds", 2000],
  ])("does not start it: %s", async (_what, ms) => {
    const id = await stage.enable([tell]);
    const seq = await arrives({ time: ago(ms) });
    expect(await runsOf(id)).toBe(0);
    const trace = await traceEvent.run(stage.me(), { seq });
    expect(JSON.stringify(trace)).toContain("the past starts nothing");
    await stage.disable(id);
  });

  it("starts it in the second in which it was enabled, because providers tell whole seconds", async () => {
    const id = await stage.enable([tell]);
    const { rows } = await stage.test.admin.query<{ at: Date }>(
      "select date_trunc('second', listens_since) as at from public.automations where id = $1",
      [id],
    );
    await arrives({ time: rows[0]?.at.toISOString() ?? "" });
    expect(await runsOf(id)).toBe(1);
    await stage.disable(id);
  });

  it("starts it when a person replays it", async () => {
    const id = await stage.enable([tell]);
    const seq = await arrives({ time: ago(60 * MINUTE_MS) });
    await replayEvent.run(stage.me(), { seq, automations: [id] });
    expect(await runsOf(id)).toBe(1);
    await stage.disable(id);
  });
});

describe("an event that comes late", () => {
  it("starts an automation that was enabled when it happened", async () => {
    const id = await stage.enable([tell]);
    await listensSince(id, ago(60 * MINUTE_MS));
    await arrives({ time: ago(30 * MINUTE_MS) });
    expect(await runsOf(id)).toBe(1);
    await stage.disable(id);
  });

  it("starts one whose version changed meanwhile, but not its trigger", async () => {
    const id = await stage.enable([tell]);
    await listensSince(id, ago(60 * MINUTE_MS));
    const definition = { schema: 1, name: "Announce", on, steps: [tell, { ...tell, id: "more" }] };
    await saveAutomation.run(stage.me(), { id, definition });
    await enableAutomationVerb.run(stage.me(), { id });
    await arrives({ time: ago(30 * MINUTE_MS) });
    expect(await runsOf(id)).toBe(1);
    await stage.disable(id);
  });

  it.each([
    ["another trigger", { event: "stripe.payment.*" }],
    ["another condition", { ...on, where: { "data.amount": { gte: 1 } } }],
  ])("does not start one whose live version has %s by now", async (_what, changed) => {
    const id = await stage.enable([tell]);
    await listensSince(id, ago(60 * MINUTE_MS));
    const definition = { schema: 1, name: "Announce", on: changed, steps: [tell] };
    await saveAutomation.run(stage.me(), { id, definition });
    await enableAutomationVerb.run(stage.me(), { id });
    await arrives({ time: ago(30 * MINUTE_MS) });
    expect(await runsOf(id)).toBe(0);
    await stage.disable(id);
  });

  it("does not start one that was off when it happened, and on again since", async () => {
    const id = await stage.enable([tell]);
    await listensSince(id, ago(60 * MINUTE_MS));
    await disableAutomation.run(stage.me(), { id });
    await enableAutomationVerb.run(stage.me(), { id });
    await arrives({ time: ago(30 * MINUTE_MS) });
    expect(await runsOf(id)).toBe(0);
    await stage.disable(id);
  });

  it("is not lost between two versions", async () => {
    const id = await stage.enable([tell]);
    await stage.services.publisher.publish(stage.payment());
    await enableAutomationVerb.run(stage.me(), { id });
    await dispatchAll(stage.services);
    expect(await runsOf(id)).toBe(1);
    await stage.disable(id);
  });
});

describe("clocks", () => {
  it("start it for an event from the future", async () => {
    const id = await stage.enable([tell]);
    await arrives({ time: ago(-60 * MINUTE_MS) });
    expect(await runsOf(id)).toBe(1);
    await stage.disable(id);
  });

  it("of people's computers may be slow", async () => {
    const id = await stage.enable([tell], { on: { ...on, origins: ["ui"] } });
    await arrives({ time: ago(5 * MINUTE_MS), origin: "ui" });
    expect(await runsOf(id)).toBe(1);
    await stage.disable(id);
  });
});

describe("an event from before its account was connected", () => {
  it("starts nothing and ends no waiting step, however long the automation has listened", async () => {
    const connection = await connectAs(stage.test, stage.ada, "acct_past");
    const id = await stage.enable([tell]);
    const wait = { id: "wait", waitFor: { event: "stripe.payment.received", timeout: "1d" } };
    const waiting = await stage.enable([wait, tell], { on: { event: "shop.begin" } });
    for (const one of [id, waiting]) await listensSince(one, ago(60 * MINUTE_MS));
    await arrives({ type: "shop.begin", origin: "api" });
    const worker = stage.startWorkerHere();
    await expect.poll(() => stage.statuses(waiting), { timeout: 20_000 }).toEqual({ waiting: 1 });
    await worker.stop();
    await arrives({ time: ago(30 * MINUTE_MS), connection: connection.id });
    const { steps } = await stage.traceOfLast(waiting);
    expect([await runsOf(id), steps.map(({ status }) => status)]).toEqual([0, ["waiting"]]);
    await arrives({ connection: connection.id });
    expect(await runsOf(id)).toBe(1);
    for (const one of [id, waiting]) await stage.disable(one);
  });

  it("is history again after the account was disconnected, and is not when a connection was repaired", async () => {
    const connection = await connectAs(stage.test, stage.ada, "acct_again");
    const since = async () => {
      const { rows } = await stage.test.admin.query<{ since: Date }>(
        "select events_since as since from public.connections where id = $1",
        [connection.id],
      );
      return rows[0]?.since.getTime() ?? 0;
    };
    const first = await since();
    await stage.test.admin.query("update public.connections set status = 'needs_reauth'");
    await connectAs(stage.test, stage.ada, "acct_again");
    expect(await since()).toBe(first);
    await stage.test.admin.query("update public.connections set status = 'revoked'");
    await connectAs(stage.test, stage.ada, "acct_again");
    expect(await since()).toBeGreaterThan(first);
  });
});

describe("a schedule", () => {
  it("does not make up for a time before it was enabled", async () => {
    const every = { schedule: "* * * * *", timeZone: "UTC" };
    const id = await stage.enable([tell], { on: every });
    const past = new Date(Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 5 * MINUTE_MS);
    await fireSchedule(stage.services, id, past);
    expect(await runsOf(id)).toBe(0);
    const next = new Date(past.getTime() + 10 * MINUTE_MS);
    await fireSchedule(stage.services, id, next);
    expect(await runsOf(id)).toBe(1);
    await stage.disable(id);
  });
});
