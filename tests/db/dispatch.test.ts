import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import type { NewEvent } from "@/lib/mesh/log";
import { disableAutomation, enableAutomationVerb } from "@/lib/verbs/automations/enable";
import { replayEvent } from "@/lib/verbs/events/replay";
import { dispatchAll } from "@/lib/worker/dispatch";

import { startRunHarness, type RunHarness } from "./run-harness";

/** The runs that the dispatcher starts for stored events. */
let harness: RunHarness;
beforeAll(async () => {
  harness = await startRunHarness();
});
afterEach(() => harness.test.admin.query("update public.automations set status = 'disabled'"));
afterAll(() => harness.close());

const HOUR_MS = 3_600_000;
const steps = [{ id: "tell", publish: "shop.told" }];
const store = async (event: NewEvent) => (await harness.services.publisher.publish(event)) ?? 0;
const dispatch = () => dispatchAll(harness.services);
const runsOf = async (id: string) =>
  Object.values(await harness.statuses(id)).reduce((sum, count) => sum + count, 0);

describe("a stored event", () => {
  it("does not start an automation that was enabled after it was stored, by whatever clock it is timed", async () => {
    await harness.enable(steps, { name: "Before" });
    await dispatch();
    await store(harness.payment({ time: new Date(Date.now() + HOUR_MS).toISOString() }));
    const id = await harness.enable(steps);
    await dispatch();
    expect(await runsOf(id)).toBe(0);
    await store(harness.payment());
    await dispatch();
    expect(await runsOf(id)).toBe(1);
  });

  it("does not start an automation that was enabled again after it happened", async () => {
    const id = await harness.enable(steps);
    await harness.test.admin.query(
      "update public.automations set listens_since = now() - interval '1 hour' where id = $1",
      [id],
    );
    await store(harness.payment());
    await dispatch();
    expect(await runsOf(id)).toBe(1);
    await disableAutomation.run(harness.me(), { id });
    await enableAutomationVerb.run(harness.me(), { id });
    await store(harness.payment({ time: new Date(Date.now() - HOUR_MS / 2).toISOString() }));
    await dispatch();
    expect(await runsOf(id)).toBe(1);
  });

  it("starts a run although another source has an event of the same id", async () => {
    const id = await harness.enable(steps);
    const event = harness.payment();
    await store(event);
    await store({ ...event, source: "stripe:test:acct_2" });
    await dispatch();
    expect(await runsOf(id)).toBe(2);
  });

  it("starts an automation once when a person replays it before the dispatcher sees it", async () => {
    const id = await harness.enable(steps);
    const seq = await store(harness.payment());
    await replayEvent.run(harness.me(), { seq, automations: [id] });
    await dispatch();
    expect(await runsOf(id)).toBe(1);
  });

  it("starts no second run while the first one of a “single” automation is under way", async () => {
    const id = await harness.enable(steps, { mode: "single" });
    for (let count = 0; count < 2; count++) {
      await store(harness.payment());
      await dispatch();
    }
    expect(await harness.statuses(id)).toEqual({ pending: 1, skipped: 1 });
  });
});
