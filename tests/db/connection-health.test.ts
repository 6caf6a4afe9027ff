import { afterAll, beforeAll, expect, it } from "vitest";

import { listConnections } from "@/lib/db/connections";
import type { Worker } from "@/lib/worker/main";
import { PASTED } from "@/sandbox/jira/testing";
import { TEAM } from "@/sandbox/slack/testing";

import { startRunStage, type RunStage } from "./run-stage";

/** What a call teaches about a connection is written down wherever the call was made. */
let stage: RunStage;
let worker: Worker;
beforeAll(async () => {
  stage = await startRunStage();
  worker = stage.startWorkerHere();
});
afterAll(async () => {
  await worker.stop();
  await stage.close();
});

const health = async (provider: string) => {
  const all = await stage.services.db.withService((trx) =>
    listConnections(trx, stage.ada.workspace),
  );
  const found = all.find((one) => one.provider === provider);
  return { status: found?.status, lastError: found?.lastError ?? null };
};
const healthEvents = async () =>
  (await stage.services.log.recent(stage.ada.workspace, 200))
    .filter(({ type }) => type.startsWith("connection."))
    .map(({ type }) => type);

const tell = {
  id: "tell",
  use: "slack.messages.post",
  with: { channel: "#sales", text: "Sold" },
  retry: { max: 1, delay: "1s" },
};

it("marks a connection whose token an automation found refused, and tells the mesh", async () => {
  const id = await stage.enable([tell]);
  stage.slack.disconnect(TEAM);
  await stage.publish(stage.payment());
  await stage.ended(id);
  expect(await health("slack")).toMatchObject({
    status: "needs_reauth",
    lastError: expect.stringMatching(/\S/) as string,
  });
  expect(await healthEvents()).toContain("connection.needs_reauth");
  await stage.disable(id);
});

it("marks one that fails, and takes the mark away once it answers an automation again", async () => {
  const ticket = {
    id: "ticket",
    use: "jira.issues.create",
    with: { project: "SHOP", summary: "Sold" },
    retry: { max: 1, delay: "1s" },
  };
  const id = await stage.enable([ticket]);
  const path = `/site/${PASTED.url}/rest/api/3/issue`;
  stage.jira.faults.add({ kind: "status", status: 400, times: 1, match: { path } });
  await stage.publish(stage.payment());
  await stage.ended(id, 1);
  expect((await health("jira")).status).toBe("active"); // a refused input says nothing about the connection
  stage.jira.faults.add({ kind: "status", status: 500, times: 5, match: { path } });
  await stage.publish(stage.payment());
  await stage.ended(id, 2);
  expect((await health("jira")).status).toBe("degraded");
  stage.jira.faults.clear();
  await stage.publish(stage.payment());
  await stage.ended(id, 3);
  expect(await health("jira")).toEqual({ status: "active", lastError: null });
  await stage.disable(id);
});
