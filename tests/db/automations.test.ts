import { describe, expect, it } from "vitest";

import { disableAutomation } from "@/lib/verbs/automations/enable";
import { saveAutomation } from "@/lib/verbs/automations/save";
import { redriveRuns } from "@/lib/verbs/runs/bulk";
import { retryRun } from "@/lib/verbs/runs/control";

import {
  ada,
  announce,
  enable,
  ended,
  me,
  messagesAbout,
  payment,
  publish,
  runs,
  services,
  slack,
  statusOf,
  test,
  traceOfLast,
  typesInLog,
} from "./automation-fixture";

describe("from an event to its effect", () => {
  it("posts once, and tells the mesh what happened with its cause", async () => {
    const id = await enable(announce);
    const event = payment();
    await publish(event);
    await publish(event);
    await ended(id);
    const trace = await traceOfLast(id);
    expect(trace.run).toMatchObject({ status: "succeeded", reason: null, failedStep: null });
    expect(trace.steps).toMatchObject([
      {
        key: "tell",
        status: "succeeded",
        attempt: 1,
        input: { channel: "#sales", text: `Paid $120.00: ${event.subject}` },
        plan: { method: "POST", path: "/api/chat.postMessage" },
        attempts: [{ outcome: "ok", httpStatus: 200 }],
      },
    ]);
    expect(messagesAbout(event.subject ?? "")).toHaveLength(1);
    const log = await services.log.recent(ada.workspace, 10);
    const sent = log.find(({ type }) => type === "slack.message.sent");
    expect(sent).toMatchObject({
      origin: "automation",
      causationId: `run:${trace.run.id}/tell`,
      correlationId: event.id,
      hops: 1,
      actor: { kind: "automation", id },
    });
    expect(log.map(({ type }) => type)).toContain("automation.run.succeeded");
  });

  it("leaves alone what does not fit, what came before it was enabled, and what comes after it was disabled", async () => {
    await publish(payment());
    const id = await enable(announce);
    await publish(payment({ data: { amount: 10, currency: "usd" } }));
    await publish(payment({ origin: "ui" }));
    const fitting = payment();
    await publish(fitting);
    await ended(id);
    await disableAutomation.run(me(), { id });
    await publish(payment());
    await services.log.heads([ada.workspace]);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect((await runs(id)).map(({ trigger }) => trigger.id)).toEqual([fitting.id]);
  });

  it("runs the version that was live when the event came", async () => {
    const id = await enable(announce);
    const [first] = announce.steps;
    await saveAutomation.run(me(), {
      id,
      definition: {
        ...announce,
        steps: [{ ...first, with: { channel: "#sales", text: "Draft" } }],
      },
    });
    const event = payment();
    await publish(event);
    await ended(id);
    expect((await traceOfLast(id)).run.version).toBe(1);
    expect(messagesAbout(event.subject ?? "")).toHaveLength(1);
  });
});

describe("trouble", () => {
  it("waits as long as the provider says, then sends", async () => {
    slack.faults.add({ kind: "status", status: 429, retryAfter: 1, times: 1, match: {} });
    const id = await enable(announce);
    const event = payment();
    await publish(event);
    await ended(id);
    const trace = await traceOfLast(id);
    expect(trace.run.status).toBe("succeeded");
    expect(messagesAbout(event.subject ?? "")).toHaveLength(1);
  });

  it("ends at once what no retry will mend; retried after it was mended, it goes on with the same keys", async () => {
    const [step] = announce.steps;
    const second = { id: "after", publish: "sale.told" };
    const id = await enable({
      ...announce,
      steps: [{ ...step, with: { ...step?.with, channel: "#nowhere" } }, second],
    });
    await publish(payment());
    await ended(id);
    const trace = await traceOfLast(id);
    expect(trace.run).toMatchObject({ status: "failed", failedStep: "tell" });
    expect(trace.steps).toMatchObject([{ status: "failed", attempt: 1 }]);
    expect(await typesInLog()).toContain("automation.run.failed");
    await retryRun.run(me(), { id: trace.run.id });
    await ended(id);
    const again = await traceOfLast(id);
    expect(again.steps[0]).toMatchObject({
      attempt: 2,
      idempotencyKey: trace.steps[0]?.idempotencyKey,
    });
    expect(await redriveRuns.run(me(), { automationId: id })).toMatchObject({ retried: 1 });
  });

  it("stops an automation whose limit is reached, and says so on the run that was too many", async () => {
    const id = await enable({ ...announce, limits: { perHour: 2 } });
    for (let count = 0; count < 3; count++) await publish(payment());
    await ended(id, 3);
    const all = await runs(id);
    expect(all.filter(({ status }) => status === "succeeded")).toHaveLength(2);
    expect(all.find(({ status }) => status === "skipped")?.reason).toMatch(/limit of 2 per hour/);
    expect(await statusOf(id)).toMatchObject({ status: "paused" });
  });

  it("stops an automation that mostly fails, and tells the mesh", async () => {
    const [step] = announce.steps;
    const broken = { ...step, with: { ...step?.with, channel: "#nowhere" } };
    const id = await enable({ ...announce, steps: [broken] });
    for (let count = 0; count < 5; count++) {
      await publish(payment());
      await ended(id, count + 1);
    }
    expect(await statusOf(id)).toMatchObject({
      status: "paused",
      paused_reason: "5 of its last 10 runs failed.",
    });
    expect(await typesInLog()).toContain("automation.paused");
  });

  it("does not start itself", async () => {
    const id = await enable({
      ...announce,
      on: { event: "sale.*" },
      steps: [{ id: "more", publish: "sale.more" }],
    });
    await publish(payment({ type: "sale.first", origin: "api" }));
    await ended(id, 2);
    const [last] = await runs(id);
    expect(last).toMatchObject({
      status: "skipped",
      reason: expect.stringMatching(/start itself/) as string,
    });
  });

  it("stops when the person behind it is no longer an admin", async () => {
    const id = await enable(announce);
    const bob = await test.signUp("bob");
    await test.admin.query(
      "insert into public.memberships (workspace_id, user_id, role) values ($1, $2, 'owner')",
      [ada.workspace, bob.sub],
    );
    await test.admin.query(
      "update public.memberships set role = 'member' where workspace_id = $1 and user_id = $2",
      [ada.workspace, ada.sub],
    );
    await publish(payment());
    await expect
      .poll(
        async () =>
          (
            await test.admin.query(
              "select status, reason from public.runs where automation_id = $1",
              [id],
            )
          ).rows,
        { timeout: 10_000 },
      )
      .toMatchObject([
        { status: "cancelled", reason: expect.stringMatching(/no longer an admin/) as string },
      ]);
  });
});
