import { afterAll, beforeAll, expect, it } from "vitest";

import { workFor } from "@/lib/compose/worker";

import { effectsOf, startRunStage, type RunStage } from "./run-stage";

/** A host whose processes are short-lived: a clock calls, all that is due is done, and the process is idle again. */
let stage: RunStage;
beforeAll(async () => {
  stage = await startRunStage();
});
afterAll(() => stage.close());

it("does in one call what stored events start, to the end", async () => {
  const id = await stage.enable([
    { id: "tell", use: "slack.messages.post", with: { channel: "#sales", text: "By the clock" } },
  ]);
  for (let count = 0; count < 3; count++) await stage.publish(stage.payment());
  await workFor(stage.services, 20_000);
  expect(await stage.statuses(id)).toEqual({ succeeded: 3 });
  expect(effectsOf(stage.slack, "By the clock")).toBe(3);
  await stage.disable(id);
});

it("removes what is older than the retention time, in a process that never ran for a day", async () => {
  await stage.publish(stage.payment());
  const { rows } = await stage.test.admin.query<{ seq: string }>(
    "update mesh.event set recorded_at = now() - interval '91 days' where seq = 1 returning seq",
  );
  expect(rows).toHaveLength(1);
  // Another process than the one of the test before.
  const services = { ...stage.services, db: { ...stage.services.db } };
  await workFor(services, 20_000);
  const { rows: left } = await stage.test.admin.query("select from mesh.event where seq = 1");
  expect(left).toEqual([]);
});

it("ends when its time is up, and leaves the rest to the next call", async () => {
  const id = await stage.enable([{ id: "pause", delay: "1h" }]);
  await stage.publish(stage.payment());
  const { ms } = await workFor(stage.services, 1500);
  expect(ms).toBeLessThan(10_000);
  expect(await stage.statuses(id)).toEqual({ waiting: 1 });
});
