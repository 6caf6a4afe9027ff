import { afterAll, beforeAll, expect, it } from "vitest";

import { workFor } from "@/lib/compose/worker";

import { effectsOf, startRunHarness, type RunHarness } from "./run-harness";

/** A host whose processes are short-lived: a clock calls, all that is due is done, and the process is idle again. */
let harness: RunHarness;
beforeAll(async () => {
  harness = await startRunHarness();
});
afterAll(() => harness.close());

it("does in one call what stored events start, to the end", async () => {
  const id = await harness.enable([
    { id: "tell", use: "slack.messages.post", with: { channel: "#sales", text: "By the clock" } },
  ]);
  for (let count = 0; count < 3; count++) await harness.publish(harness.payment());
  await workFor(harness.services, 20_000);
  expect(await harness.statuses(id)).toEqual({ succeeded: 3 });
  expect(effectsOf(harness.slack, "By the clock")).toBe(3);
  await harness.disable(id);
});

it("removes what is older than the retention time, in a process that never ran for a day", async () => {
  await harness.publish(harness.payment());
  const { rows } = await harness.test.admin.query<{ seq: string }>(
    "update mesh.event set recorded_at = now() - interval '91 days' where seq = 1 returning seq",
  );
  expect(rows).toHaveLength(1);
  // Another process than the one of the test before.
  const services = { ...harness.services, db: { ...harness.services.db } };
  await workFor(services, 20_000);
  const { rows: left } = await harness.test.admin.query("select from mesh.event where seq = 1");
  expect(left).toEqual([]);
});

it("ends when its time is up, and leaves the rest to the next call", async () => {
  const id = await harness.enable([{ id: "pause", delay: "1h" }]);
  await harness.publish(harness.payment());
  const { ms } = await workFor(harness.services, 1500);
  expect(ms).toBeLessThan(10_000);
  expect(await harness.statuses(id)).toEqual({ waiting: 1 });
});
