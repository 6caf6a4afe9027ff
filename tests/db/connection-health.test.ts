import { afterAll, beforeAll, expect, it } from "vitest";

import { listConnections } from "@/lib/db/connections";
import type { Worker } from "@/lib/worker/main";
import { PASTED } from "@/sandbox/jira/testing";
import { TEAM } from "@/sandbox/slack/testing";

import { startRunHarness, type RunHarness } from "./run-harness";

/** What a call teaches about a connection is written down wherever the call was made. */
let harness: RunHarness;
let worker: Worker;
beforeAll(async () => {
  harness = await startRunHarness();
  worker = harness.startWorkerHere();
});
afterAll(async () => {
  await worker.stop();
  await harness.close();
});

const health = async (provider: string) => {
  const all = await harness.services.db.withService((trx) =>
    listConnections(trx, harness.ada.workspace),
  );
  const found = all.find((one) => one.provider === provider);
  return { status: found?.status, lastError: found?.lastError ?? null };
};
const healthEvents = async () =>
  (await harness.services.log.recent(harness.ada.workspace, 200))
    .filter(({ type }) => type.startsWith("connection."))
    .map(({ type }) => type);

const tell = {
  id: "tell",
  use: "slack.messages.post",
  with: { channel: "#sales", text: "Sold" },
  retry: { max: 1, delay: "1s" },
};

it("marks a connection whose token an automation found refused, and tells the mesh", async () => {
  const id = await harness.enable([tell]);
  harness.slack.disconnect(TEAM);
  await harness.publish(harness.payment());
  await harness.ended(id);
  expect(await health("slack")).toMatchObject({
    status: "needs_reauth",
    lastError: expect.stringMatching(/\S/) as string,
  });
  expect(await healthEvents()).toContain("connection.needs_reauth");
  await harness.disable(id);
});

it("marks one that fails, and takes the mark away once it answers an automation again", async () => {
  const ticket = {
    id: "ticket",
    use: "jira.issues.create",
    with: { project: "SHOP", summary: "Sold" },
    retry: { max: 1, delay: "1s" },
  };
  const id = await harness.enable([ticket]);
  const path = `/site/${PASTED.url}/rest/api/3/issue`;
  harness.jira.faults.add({ kind: "status", status: 400, times: 1, match: { path } });
  await harness.publish(harness.payment());
  await harness.ended(id, 1);
  expect((await health("jira")).status).toBe("active"); // a refused input says nothing about the connection
  harness.jira.faults.add({ kind: "status", status: 500, times: 5, match: { path } });
  await harness.publish(harness.payment());
  await harness.ended(id, 2);
  expect((await health("jira")).status).toBe("degraded");
  harness.jira.faults.clear();
  await harness.publish(harness.payment());
  await harness.ended(id, 3);
  expect(await health("jira")).toEqual({ status: "active", lastError: null });
  await harness.disable(id);
});
