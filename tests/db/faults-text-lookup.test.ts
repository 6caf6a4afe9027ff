import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import type { Applied, Execute } from "@/lib/providers/execute";
import { cancelRun } from "@/lib/verbs/runs/control";
import type { Worker } from "@/lib/worker/main";

import { startRunHarness, type RunHarness } from "./run-harness";
import { MESSAGES, SENT, textFixture, textTo } from "./text-fixture";

/** What can happen while it is looked up whether a text arrived. */
let harness: RunHarness;
let fixture: ReturnType<typeof textFixture>;
beforeAll(async () => {
  harness = await startRunHarness({ leaseSeconds: 20 });
  fixture = textFixture(harness);
});
afterAll(() => harness.close());
let phone = "";
let phones = 0;
beforeEach(() => {
  phone = `+1500555${++phones + 2000}`;
});
afterEach(() => harness.twilio.faults.clear());

describe("a worker that looks whether a text arrived", () => {
  type Around = (
    send: () => Promise<Applied>,
    call: { isFirst: boolean; body: string },
  ) => Promise<Applied>;
  const plainly: Around = (send) => send();
  let around = plainly;
  let aheadMs = 0;
  let worker: Worker;
  beforeAll(() => {
    const { execute } = harness.services;
    const watched: Execute = (async (connection, operation, input, options) => {
      if (options.mode === "plan")
        return execute(connection, operation, input, { ...options, mode: "plan" });
      const send = () => execute(connection, operation, input, { ...options, mode: "apply" });
      return around(send, { isFirst: options.isFirst === true, body: JSON.stringify(input) });
    }) as Execute;
    Object.assign(harness.services, {
      execute: watched,
      now: () => new Date(Date.now() + aheadMs),
    });
    worker = harness.startWorkerHere();
  });
  afterEach(() => {
    around = plainly;
  });
  afterAll(() => worker.stop());

  /** Lets minutes go by until a step has begun so many attempts. */
  const attempts = async (id: string, count: number) => {
    await expect
      .poll(
        async () => {
          await harness.aMinuteLater();
          return (await fixture.steps(id))[0]?.outcomes.length ?? 0;
        },
        { timeout: 20_000, interval: 200 },
      )
      .toBeGreaterThanOrEqual(count);
  };
  const succeeds = async (ids: readonly string[]) => {
    await expect
      .poll(
        async () => {
          await harness.aMinuteLater();
          return (await Promise.all(ids.map(fixture.statusesOf))).flat();
        },
        { timeout: 20_000, interval: 200 },
      )
      .toEqual(ids.map(() => "succeeded"));
  };

  it("leaves it to the other one when both find the same", { timeout: 60_000 }, async () => {
    const same = textTo(phone, { body: "The shop is open" });
    const ids = [await harness.enable([same]), await harness.enable([same], { name: "Twin" })];
    harness.twilio.faults.add({ kind: "drop", times: 1, match: SENT, afterEffect: true });
    harness.twilio.faults.add({ kind: "drop", times: 1, match: SENT });
    const both = Promise.withResolvers<void>();
    let found = 0;
    around = async (send, { isFirst }) => {
      const applied = await send();
      if (!isFirst && ++found === 2) both.resolve();
      if (!isFirst) await both.promise;
      return applied;
    };
    await harness.publish(harness.payment());
    for (const id of ids) await attempts(id, 2);
    await both.promise;
    expect(fixture.sentTo(phone)).toBe(1);
    await succeeds(ids);
    const outcomes = (await Promise.all(ids.map(fixture.steps)))
      .flat()
      .map((one) => one.outcomes.join(" "));
    expect(outcomes.toSorted()).toEqual(["retry ok", "retry retry ok"]);
    expect(fixture.sentTo(phone)).toBe(2);
    for (const id of ids) await harness.disable(id);
  });

  it(
    "waits until it is known whose another text to the phone is",
    { timeout: 60_000 },
    async () => {
      const noted = Promise.withResolvers<void>();
      around = async (send, { body }) => {
        const applied = await send();
        if (body.includes("Other")) await noted.promise;
        return applied;
      };
      const other = await harness.enable([textTo(phone, { body: "Other" })]);
      await harness.publish(harness.payment());
      await expect.poll(() => fixture.sentTo(phone), { timeout: 10_000 }).toBe(1);
      await harness.disable(other);
      harness.twilio.faults.add({ kind: "drop", times: 1, match: SENT });
      const id = await harness.enable([textTo(phone, {}, 20)], { name: "Lost" });
      await harness.publish(harness.payment());
      await attempts(id, 3);
      expect([await fixture.statusesOf(other), fixture.sentTo(phone)]).toEqual([["running"], 1]);
      noted.resolve();
      await succeeds([other, id]);
      expect(fixture.sentTo(phone)).toBe(2);
      await harness.disable(id);
    },
  );

  it("sends nothing when its run is no longer its own by then", { timeout: 60_000 }, async () => {
    harness.twilio.faults.add({ kind: "drop", times: 1, match: SENT });
    const id = await harness.enable([textTo(phone)]);
    await harness.publish(harness.payment());
    await attempts(id, 1);
    harness.twilio.faults.add({ kind: "hang", times: 1, match: { method: "GET", path: MESSAGES } });
    const before = await fixture.lookups();
    await attempts(id, 2);
    await cancelRun.run(harness.me(), { id: (await harness.traceOfLast(id)).run.id });
    // The look that hangs is given up and made again, and finds nothing.
    await expect.poll(fixture.lookups, { timeout: 20_000 }).toBe(before + 1);
    await worker.stop();
    expect([await harness.statuses(id), fixture.sentTo(phone)]).toEqual([{ cancelled: 1 }, 0]);
    await harness.disable(id);
    worker = harness.startWorkerHere();
  });

  it("asks a person when it was lost at its last attempt", { timeout: 60_000 }, async () => {
    harness.twilio.faults.add({ kind: "drop", times: 1, match: SENT, afterEffect: true });
    const id = await harness.enable([textTo(phone, {}, 1)]);
    await harness.publish(harness.payment());
    await harness.reaches(id, "indeterminate");
    expect([(await fixture.steps(id))[0]?.outcomes, fixture.sentTo(phone)]).toEqual([
      ["indeterminate"],
      1,
    ]);
    await harness.disable(id);
  });

  it("sends nothing that it announced a while ago", { timeout: 60_000 }, async () => {
    around = async (send) => {
      around = plainly;
      aheadMs = 60_000;
      return send().finally(() => (aheadMs = 0));
    };
    const before = await fixture.lookups();
    const id = await harness.enable([textTo(phone)]);
    await harness.publish(harness.payment());
    await harness.ended(id);
    expect((await fixture.steps(id))[0]?.outcomes).toEqual(["retry", "ok"]);
    expect([await fixture.lookups(), fixture.sentTo(phone)]).toEqual([before, 1]);
    await harness.disable(id);
  });
});
