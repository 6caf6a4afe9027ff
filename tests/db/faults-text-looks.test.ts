import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import type { Applied, Execute } from "@/lib/providers/execute";
import { cancelRun } from "@/lib/verbs/runs/again";
import type { Worker } from "@/lib/worker/main";

import { startRunStage, type RunStage } from "./run-stage";
import { MESSAGES, SENT, textRoom, textTo } from "./text-room";

/** What can happen while it is looked up whether a text arrived. */
let stage: RunStage;
let room: ReturnType<typeof textRoom>;
beforeAll(async () => {
  stage = await startRunStage({ leaseSeconds: 20 });
  room = textRoom(stage);
});
afterAll(() => stage.close());
let phone = "";
let phones = 0;
beforeEach(() => {
  phone = `+1500555${++phones + 2000}`;
});
afterEach(() => stage.twilio.faults.clear());

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
    const { execute } = stage.services;
    const watched: Execute = (async (connection, operation, input, options) => {
      if (options.mode === "plan")
        return execute(connection, operation, input, { ...options, mode: "plan" });
      const send = () => execute(connection, operation, input, { ...options, mode: "apply" });
      return around(send, { isFirst: options.isFirst === true, body: JSON.stringify(input) });
    }) as Execute;
    Object.assign(stage.services, {
      execute: watched,
      now: () => new Date(Date.now() + aheadMs),
    });
    worker = stage.startWorkerHere();
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
          await stage.aMinuteLater();
          return (await room.steps(id))[0]?.outcomes.length ?? 0;
        },
        { timeout: 20_000, interval: 200 },
      )
      .toBeGreaterThanOrEqual(count);
  };
  const succeeds = async (ids: readonly string[]) => {
    await expect
      .poll(
        async () => {
          await stage.aMinuteLater();
          return (await Promise.all(ids.map(room.statusesOf))).flat();
        },
        { timeout: 20_000, interval: 200 },
      )
      .toEqual(ids.map(() => "succeeded"));
  };

  it("leaves it to the other one when both find the same", { timeout: 60_000 }, async () => {
    const same = textTo(phone, { body: "The shop is open" });
    const ids = [await stage.enable([same]), await stage.enable([same], { name: "Twin" })];
    stage.twilio.faults.add({ kind: "drop", times: 1, match: SENT, afterEffect: true });
    stage.twilio.faults.add({ kind: "drop", times: 1, match: SENT });
    const both = Promise.withResolvers<void>();
    let found = 0;
    around = async (send, { isFirst }) => {
      const applied = await send();
      if (!isFirst && ++found === 2) both.resolve();
      if (!isFirst) await both.promise;
      return applied;
    };
    await stage.publish(stage.payment());
    for (const id of ids) await attempts(id, 2);
    await both.promise;
    expect(room.sentTo(phone)).toBe(1);
    await succeeds(ids);
    const outcomes = (await Promise.all(ids.map(room.steps)))
      .flat()
      .map((one) => one.outcomes.join(" "));
    expect(outcomes.toSorted()).toEqual(["retry ok", "retry retry ok"]);
    expect(room.sentTo(phone)).toBe(2);
    for (const id of ids) await stage.disable(id);
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
      const other = await stage.enable([textTo(phone, { body: "Other" })]);
      await stage.publish(stage.payment());
      await expect.poll(() => room.sentTo(phone), { timeout: 10_000 }).toBe(1);
      await stage.disable(other);
      stage.twilio.faults.add({ kind: "drop", times: 1, match: SENT });
      const id = await stage.enable([textTo(phone, {}, 20)], { name: "Lost" });
      await stage.publish(stage.payment());
      await attempts(id, 3);
      expect([await room.statusesOf(other), room.sentTo(phone)]).toEqual([["running"], 1]);
      noted.resolve();
      await succeeds([other, id]);
      expect(room.sentTo(phone)).toBe(2);
      await stage.disable(id);
    },
  );

  it("sends nothing when its run is no longer its own by then", { timeout: 60_000 }, async () => {
    stage.twilio.faults.add({ kind: "drop", times: 1, match: SENT });
    const id = await stage.enable([textTo(phone)]);
    await stage.publish(stage.payment());
    await attempts(id, 1);
    stage.twilio.faults.add({ kind: "hang", times: 1, match: { method: "GET", path: MESSAGES } });
    const before = await room.looks();
    await attempts(id, 2);
    await cancelRun.run(stage.me(), { id: (await stage.traceOfLast(id)).run.id });
    // The look that hangs is given up and made again, and finds nothing.
    await expect.poll(room.looks, { timeout: 20_000 }).toBe(before + 1);
    await worker.stop();
    expect([await stage.statuses(id), room.sentTo(phone)]).toEqual([{ cancelled: 1 }, 0]);
    await stage.disable(id);
    worker = stage.startWorkerHere();
  });

  it("asks a person when it was lost at its last attempt", { timeout: 60_000 }, async () => {
    stage.twilio.faults.add({ kind: "drop", times: 1, match: SENT, afterEffect: true });
    const id = await stage.enable([textTo(phone, {}, 1)]);
    await stage.publish(stage.payment());
    await stage.reaches(id, "indeterminate");
    expect([(await room.steps(id))[0]?.outcomes, room.sentTo(phone)]).toEqual([
      ["indeterminate"],
      1,
    ]);
    await stage.disable(id);
  });

  it("sends nothing that it announced a while ago", { timeout: 60_000 }, async () => {
    around = async (send) => {
      around = plainly;
      aheadMs = 60_000;
      return send().finally(() => (aheadMs = 0));
    };
    const before = await room.looks();
    const id = await stage.enable([textTo(phone)]);
    await stage.publish(stage.payment());
    await stage.ended(id);
    expect((await room.steps(id))[0]?.outcomes).toEqual(["retry", "ok"]);
    expect([await room.looks(), room.sentTo(phone)]).toEqual([before, 1]);
    await stage.disable(id);
  });
});
