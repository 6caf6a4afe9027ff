import { describe, expect, it } from "vitest";

import { decideApprovalVerb, listApprovalsVerb } from "@/lib/verbs/approvals/decide";
import { backtestAutomation } from "@/lib/verbs/automations/backtest";
import { listAutomationsVerb } from "@/lib/verbs/automations/list";
import { saveAutomation } from "@/lib/verbs/automations/save";
import { cancelRun, rerun } from "@/lib/verbs/runs/control";
import { replayAutomation } from "@/lib/verbs/runs/replay";
import { traceRun } from "@/lib/verbs/runs/trace";

import {
  announce,
  enable,
  ended,
  me,
  messagesAbout,
  payment,
  publish,
  runs,
  slack,
  traceOfLast,
  typesInLog,
} from "./automation-fixture";
import { refusal } from "./services";

describe("waiting", () => {
  it("asks a person, and sends exactly what was shown", async () => {
    const [step] = announce.steps;
    const id = await enable({ ...announce, steps: [{ ...step, approval: "required" }] });
    const event = payment();
    await publish(event);
    await expect
      .poll(async () => (await listApprovalsVerb.run(me(), {})).length, { timeout: 10_000 })
      .toBe(1);
    expect(messagesAbout(event.subject ?? "")).toHaveLength(0);
    const [approval] = await listApprovalsVerb.run(me(), {});
    expect(approval?.plan).toMatchObject({ operation: "slack.messages.post" });
    await decideApprovalVerb.run(me(), { id: approval?.id, approve: true });
    await ended(id);
    expect((await traceOfLast(id)).run.status).toBe("succeeded");
    expect(messagesAbout(event.subject ?? "")).toHaveLength(1);
    expect(
      (await refusal(decideApprovalVerb.run(me(), { id: approval?.id, approve: true })))[0],
    ).toBe("conflict");
    expect(await typesInLog()).toEqual(
      expect.arrayContaining(["approval.requested", "approval.granted"]),
    );
  });

  it.each([
    ["an approval step", [{ id: "ok", approve: { reason: "Go on?" } }, ...announce.steps]],
    ["a request", announce.steps.map((step) => ({ ...step, approval: "required" }))],
  ])("cancels the run when a person denies %s, and never pauses for that", async (_what, steps) => {
    const times = 5; // so many failed runs would pause the automation
    const id = await enable({
      ...announce,
      steps,
      onFailure: [{ id: "alert", publish: "sale.alert" }],
    });
    for (let count = 0; count < times; count++) await publish(payment());
    await expect
      .poll(async () => (await listApprovalsVerb.run(me(), {})).length, { timeout: 10_000 })
      .toBe(times);
    for (const approval of await listApprovalsVerb.run(me(), {}))
      await decideApprovalVerb.run(me(), { id: approval.id, approve: false, note: "Too late" });
    await ended(id, times);
    const { run, steps: done, decisions } = await traceOfLast(id);
    const reason = `${decisions[0]?.by} denied it: “Too late”`;
    expect(decisions[0]?.by).toMatch(/ada/i);
    expect(run).toMatchObject({ status: "cancelled", reason, failedStep: null });
    expect(done).toMatchObject([{ status: "cancelled", reason }]);
    const automation = (await listAutomationsVerb.run(me(), {})).find((one) => one.id === id);
    expect(automation).toMatchObject({
      status: "enabled",
      runs: { failed: 0, open: 0, total: times },
      lastRun: { id: run.id, status: "cancelled", reason, skipped: null },
    });
  });

  it("goes on when the event that it waits for arrives, or when the time is up", async () => {
    const waits = (timeout: string) => ({
      ...announce,
      steps: [
        {
          id: "paid",
          waitFor: {
            event: "stripe.payment.refunded",
            where: "subject === event.subject",
            timeout,
          },
        },
        { id: "end", publish: "sale.end", with: { late: "{{steps.paid.timedOut}}" } },
      ],
    });
    const id = await enable(waits("1h"));
    const event = payment();
    await publish(event);
    await expect.poll(async () => (await runs(id))[0]?.status, { timeout: 10_000 }).toBe("waiting");
    await publish(payment({ type: "stripe.payment.refunded", subject: "pi_other" }));
    await publish(payment({ type: "stripe.payment.refunded", subject: event.subject }));
    await ended(id);
    expect((await traceOfLast(id)).steps.at(-1)?.input).toEqual({ late: false });
    const short = await enable({ ...waits("1s"), name: "Short" });
    await publish(payment());
    await ended(short);
    expect((await traceOfLast(short)).steps.at(-1)?.input).toEqual({ late: true });
  });

  it("can be cancelled while it waits", async () => {
    const id = await enable({
      ...announce,
      steps: [{ id: "pause", delay: "1h" }, ...announce.steps],
    });
    await publish(payment());
    await expect.poll(async () => (await runs(id))[0]?.status, { timeout: 10_000 }).toBe("waiting");
    const [run] = await runs(id);
    await cancelRun.run(me(), { id: run?.id });
    expect((await runs(id))[0]).toMatchObject({ status: "cancelled" });
  });
});

describe("looking back", () => {
  it("says what it would have done, and sends nothing", async () => {
    for (let count = 0; count < 3; count++) await publish(payment());
    await publish(payment({ data: { amount: 1, currency: "usd" } }));
    const before = slack.effects().length;
    const test = await backtestAutomation.run(me(), { definition: announce });
    expect(test).toMatchObject({ runs: 3, totals: { "slack.messages.post": 3 }, lost: null });
    const [newest] = test.sample;
    expect(newest?.plan.steps[0]?.input).toMatchObject({
      text: expect.stringMatching(/^Paid \$120.00/) as string,
    });
    expect(slack.effects()).toHaveLength(before);
  });

  it("replays an event that was not run for, and re-runs only when asked", async () => {
    const seq = await publish(payment());
    const id = await enable(announce);
    await replayAutomation.run(me(), { id, seq });
    await ended(id);
    expect((await refusal(replayAutomation.run(me(), { id, seq })))[0]).toBe("conflict");
    const [run] = await runs(id);
    const next = await saveAutomation.run(me(), {
      id,
      definition: { ...announce, description: "Never enabled" },
    });
    expect((await refusal(rerun.run(me(), { id: run?.id, version: next.version })))[0]).toBe(
      "forbidden",
    );
    await rerun.run(me(), { id: run?.id });
    await ended(id, 2);
    const keys = await Promise.all(
      (await runs(id)).map(
        async (one) => (await traceRun.run(me(), { id: one.id })).steps[0]?.idempotencyKey,
      ),
    );
    expect(new Set(keys).size).toBe(2);
  });
});
