import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { resolveRun } from "@/lib/verbs/runs/again";
import { ACCOUNT_SID, AUTH_TOKEN, NUMBER } from "@/sandbox/twilio/testing";

import { startRunStage, type RunStage } from "./run-stage";
import { MESSAGES, SENT, textRoom, textTo } from "./text-room";

/** Texts that are cut off between their sending and the note of it. Twilio knows no key of ours: they are looked up. */
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

const SERVICE = `MG${"e".repeat(32)}`;

/** A worker dies, and its hold on what it did runs out. */
async function kill(worker: ChildProcess): Promise<void> {
  worker.kill("SIGKILL");
  await once(worker, "exit");
  const { rows } = await stage.test.admin.query<{ id: string }>(
    "update public.runs set lease_until = now() where lease_until is not null returning id",
  );
  await stage.wake(rows.map(({ id }) => id));
}

describe("a worker that is killed while a text is under way", () => {
  /** Kills it when so many phones got theirs and the rest hangs; another one takes what is left, a minute later. */
  async function cutOff(
    ids: readonly string[],
    arrived: number,
    hung: number,
    meanwhile = async () => {},
  ): Promise<ChildProcess> {
    if (arrived > 0)
      stage.twilio.faults.add({ kind: "hang", times: arrived, match: SENT, afterEffect: true });
    if (hung > 0) stage.twilio.faults.add({ kind: "hang", times: hung, match: SENT });
    const first = stage.startWorkerProcess();
    await stage.publish(stage.payment());
    const begun = async () =>
      (await Promise.all(ids.map(room.steps))).flat().map((one) => one.outcomes);
    await expect.poll(begun, { timeout: 20_000 }).toEqual(ids.map(() => [null]));
    await expect.poll(() => room.sentTo(phone), { timeout: 10_000 }).toBe(arrived);
    await kill(first);
    stage.twilio.faults.clear();
    await meanwhile();
    const before = await room.looks();
    const second = stage.startWorkerProcess();
    const left = async () => (await Promise.all(ids.map(room.steps))).flat();
    await expect
      .poll(async () => (await left()).map(({ status }) => status), { timeout: 30_000 })
      .toEqual(ids.map(() => "waiting"));
    // What has just left may not be listed yet.
    for (const { pause } of await left()) expect(Math.abs(pause - 30)).toBeLessThan(5);
    expect(await room.looks()).toBe(before);
    await stage.aMinuteLater();
    return second;
  }

  it.each([
    ["finds the text that arrived, and asks nobody", 1, 0],
    ["sends the text that did not", 0, 1],
  ])("%s", { timeout: 90_000 }, async (_what, arrived, hung) => {
    const id = await stage.enable([textTo(phone)]);
    const worker = await cutOff([id], arrived, hung);
    await stage.ended(id, 1, 30_000);
    expect(await stage.statuses(id)).toEqual({ succeeded: 1 });
    expect((await room.steps(id))[0]?.outcomes).toEqual([null, "ok"]);
    const { steps } = await stage.traceOfLast(id);
    const noted = steps.map(({ output }) => (output as { sid: string }).sid);
    const got = stage.twilio.effects().filter(({ to }) => to === phone);
    expect(got.map(({ sid }) => sid)).toEqual(noted);
    await kill(worker);
    await stage.disable(id);
  });

  it.each([
    ["both", 2, 0],
    ["one of them", 1, 1],
  ])(
    "leaves two phones' worth of the same text when %s arrived",
    { timeout: 90_000 },
    async (_what, arrived, hung) => {
      const same = textTo(phone, { body: "The shop is open" });
      const ids = [await stage.enable([same]), await stage.enable([same], { name: "Twin" })];
      const worker = await cutOff(ids, arrived, hung);
      const ended = async () => {
        await stage.aMinuteLater();
        return (await Promise.all(ids.map(room.statusesOf))).flat();
      };
      await expect
        .poll(ended, { timeout: 40_000, interval: 500 })
        .toEqual(["succeeded", "succeeded"]);
      expect(room.sentTo(phone)).toBe(2);
      await kill(worker);
      for (const id of ids) await stage.disable(id);
    },
  );

  it("asks a person where Twilio has changed the text", { timeout: 90_000 }, async () => {
    const input = { body: "“Sold” {{event.subject}}", messagingServiceSid: SERVICE };
    const id = await stage.enable([textTo(phone, input, 2)]);
    const worker = await cutOff([id], 1, 0);
    const run = await stage.reaches(id, "indeterminate", 30_000);
    expect((await stage.traceOfLast(id)).steps[0]?.reason).toMatch(/It may have arrived/);
    await resolveRun.run(stage.me(), { id: run, key: "text", done: true });
    await stage.ended(id, 1, 30_000);
    expect([await stage.statuses(id), room.sentTo(phone)]).toEqual([{ succeeded: 1 }, 1]);
    await kill(worker);
    await stage.disable(id);
  });

  it("asks a person where somebody else wrote to the phone", { timeout: 90_000 }, async () => {
    const id = await stage.enable([textTo(phone, {}, 2)]);
    const worker = await cutOff([id], 0, 1, async () => {
      await fetch(`${stage.twilio.url}${MESSAGES}`, {
        method: "POST",
        headers: { authorization: `Basic ${btoa(`${ACCOUNT_SID}:${AUTH_TOKEN}`)}` },
        body: new URLSearchParams({ To: phone, From: NUMBER, Body: "From the console" }),
      });
    });
    const run = await stage.reaches(id, "indeterminate", 30_000);
    expect(room.sentTo(phone)).toBe(1);
    await resolveRun.run(stage.me(), { id: run, key: "text", done: false });
    await stage.ended(id, 1, 30_000);
    expect([await stage.statuses(id), room.sentTo(phone)]).toEqual([{ succeeded: 1 }, 2]);
    await kill(worker);
    await stage.disable(id);
  });
});
