import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { resolveRun } from "@/lib/verbs/runs/control";
import { ACCOUNT_SID, AUTH_TOKEN, NUMBER } from "@/sandbox/twilio/testing";

import { startRunHarness, type RunHarness } from "./run-harness";
import { MESSAGES, SENT, textFixture, textTo } from "./text-fixture";

/** Texts that are cut off between their sending and the note of it. Twilio knows no key of ours: they are looked up. */
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

const SERVICE = `MG${"e".repeat(32)}`;

/** A worker dies, and its hold on what it did runs out. */
async function kill(worker: ChildProcess): Promise<void> {
  worker.kill("SIGKILL");
  await once(worker, "exit");
  const { rows } = await harness.test.admin.query<{ id: string }>(
    "update public.runs set lease_until = now() where lease_until is not null returning id",
  );
  await harness.wake(rows.map(({ id }) => id));
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
      harness.twilio.faults.add({ kind: "hang", times: arrived, match: SENT, afterEffect: true });
    if (hung > 0) harness.twilio.faults.add({ kind: "hang", times: hung, match: SENT });
    const first = harness.startWorkerProcess();
    await harness.publish(harness.payment());
    const begun = async () =>
      (await Promise.all(ids.map(fixture.steps))).flat().map((one) => one.outcomes);
    // On a busy machine a worker process takes long to start; what hangs begins only then.
    await expect.poll(begun, { timeout: 60_000 }).toEqual(ids.map(() => [null]));
    await expect.poll(() => fixture.sentTo(phone), { timeout: 10_000 }).toBe(arrived);
    await kill(first);
    harness.twilio.faults.clear();
    await meanwhile();
    const before = await fixture.lookups();
    const second = harness.startWorkerProcess();
    const left = async () => (await Promise.all(ids.map(fixture.steps))).flat();
    await expect
      .poll(async () => (await left()).map(({ status }) => status), { timeout: 60_000 })
      .toEqual(ids.map(() => "waiting"));
    // What has just left may not be listed yet.
    for (const { pause } of await left()) expect(Math.abs(pause - 30)).toBeLessThan(5);
    expect(await fixture.lookups()).toBe(before);
    await harness.aMinuteLater();
    return second;
  }

  it.each([
    ["finds the text that arrived, and asks nobody", 1, 0],
    ["sends the text that did not", 0, 1],
  ])("%s", { timeout: 180_000 }, async (_what, arrived, hung) => {
    const id = await harness.enable([textTo(phone)]);
    const worker = await cutOff([id], arrived, hung);
    await harness.ended(id, 1, 30_000);
    expect(await harness.statuses(id)).toEqual({ succeeded: 1 });
    expect((await fixture.steps(id))[0]?.outcomes).toEqual([null, "ok"]);
    const { steps } = await harness.traceOfLast(id);
    const noted = steps.map(({ output }) => (output as { sid: string }).sid);
    const got = harness.twilio.effects().filter(({ to }) => to === phone);
    expect(got.map(({ sid }) => sid)).toEqual(noted);
    await kill(worker);
    await harness.disable(id);
  });

  it.each([
    ["both", 2, 0],
    ["one of them", 1, 1],
  ])(
    "leaves two phones' worth of the same text when %s arrived",
    { timeout: 180_000 },
    async (_what, arrived, hung) => {
      const same = textTo(phone, { body: "The shop is open" });
      const ids = [await harness.enable([same]), await harness.enable([same], { name: "Twin" })];
      const worker = await cutOff(ids, arrived, hung);
      const ended = async () => {
        await harness.aMinuteLater();
        return (await Promise.all(ids.map(fixture.statusesOf))).flat();
      };
      await expect
        .poll(ended, { timeout: 40_000, interval: 500 })
        .toEqual(["succeeded", "succeeded"]);
      expect(fixture.sentTo(phone)).toBe(2);
      await kill(worker);
      for (const id of ids) await harness.disable(id);
    },
  );

  it("asks a person where Twilio has changed the text", { timeout: 180_000 }, async () => {
    const input = { body: "“Sold” {{event.subject}}", messagingServiceSid: SERVICE };
    const id = await harness.enable([textTo(phone, input, 2)]);
    const worker = await cutOff([id], 1, 0);
    const run = await harness.reaches(id, "indeterminate", 30_000);
    expect((await harness.traceOfLast(id)).steps[0]?.reason).toMatch(/may not have been sent/);
    await resolveRun.run(harness.me(), { id: run, key: "text", done: true });
    await harness.ended(id, 1, 30_000);
    expect([await harness.statuses(id), fixture.sentTo(phone)]).toEqual([{ succeeded: 1 }, 1]);
    await kill(worker);
    await harness.disable(id);
  });

  it("asks a person where somebody else wrote to the phone", { timeout: 180_000 }, async () => {
    const id = await harness.enable([textTo(phone, {}, 2)]);
    const worker = await cutOff([id], 0, 1, async () => {
      await fetch(`${harness.twilio.url}${MESSAGES}`, {
        method: "POST",
        headers: { authorization: `Basic ${btoa(`${ACCOUNT_SID}:${AUTH_TOKEN}`)}` },
        body: new URLSearchParams({ To: phone, From: NUMBER, Body: "From the console" }),
      });
    });
    const run = await harness.reaches(id, "indeterminate", 30_000);
    expect(fixture.sentTo(phone)).toBe(1);
    await resolveRun.run(harness.me(), { id: run, key: "text", done: false });
    await harness.ended(id, 1, 30_000);
    expect([await harness.statuses(id), fixture.sentTo(phone)]).toEqual([{ succeeded: 1 }, 2]);
    await kill(worker);
    await harness.disable(id);
  });
});
