import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import type { NewEvent } from "@/lib/mesh/log";
import { disableAutomation, enableAutomationVerb } from "@/lib/verbs/automations/switch";
import { replayEvent } from "@/lib/verbs/events/replay";
import { dispatchAll } from "@/lib/worker/dispatch";

import { startRunStage, type RunStage } from "./run-stage";

/** The runs that the dispatcher starts for stored events. */
let stage: RunStage;
beforeAll(async () => {
  stage = await startRunStage();
});
afterEach(() => stage.test.admin.query("update public.automations set status = 'disabled'"));
afterAll(() => stage.close());

const HOUR_MS = 3_600_000;
const steps = [{ id: "tell", publish: "shop.told" }];
const store = async (event: NewEvent) => (await stage.services.publisher.publish(event)) ?? 0;
const dispatch = () => dispatchAll(stage.services);
const runsOf = async (id: string) =>
  Object.values(await stage.statuses(id)).reduce((sum, count) => sum + count, 0);

describe("a stored event", () => {
  it("does not start an automation that was enabled after it was stored, by whatever clock it is timed", async () => {
    await stage.enable(steps, { name: "Before" });
    await dispatch();
    await store(stage.payment({ time: new Date(Date.now() + HOUR_MS).toISOString() }));
    const id = await stage.enable(steps);
    await dispatch();
    expect(await runsOf(id)).toBe(0);
    await store(stage.payment());
    await dispatch();
    expect(await runsOf(id)).toBe(1);
  });

  it("does not start an automation that was enabled again after it happened", async () => {
    const id = await stage.enable(steps);
    await stage.test.admin.query(
      "update public.automations set listens_since = now() - interval '1 hour' where id = $1",
      [id],
    );
    await store(stage.payment());
    await dispatch();
    expect(await runsOf(id)).toBe(1);
    await disableAutomation.run(stage.me(), { id });
    await enableAutomationVerb.run(stage.me(), { id });
    await store(stage.payment({ time: new Date(Date.now() - HOUR_MS / 2).toISOString() }));
    await dispatch();
    expect(await runsOf(id)).toBe(1);
  });

  it("starts a run although another source has an event of the same id", async () => {
    const id = await stage.enable(steps);
    const event = stage.payment();
    await store(event);
    await store({ ...event, source: "stripe:test:acct_2" });
    await dispatch();
    expect(await runsOf(id)).toBe(2);
  });

  it("starts an automation once when a person replays it before the dispatcher sees it", async () => {
    const id = await stage.enable(steps);
    const seq = await store(stage.payment());
    await replayEvent.run(stage.me(), { seq, automations: [id] });
    await dispatch();
    expect(await runsOf(id)).toBe(1);
  });

  it("starts no second run while the first one of a “single” automation is under way", async () => {
    const id = await stage.enable(steps, { mode: "single" });
    for (let count = 0; count < 2; count++) {
      await store(stage.payment());
      await dispatch();
    }
    expect(await stage.statuses(id)).toEqual({ pending: 1, skipped: 1 });
  });
});
