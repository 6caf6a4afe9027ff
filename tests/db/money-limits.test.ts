import { describe, expect, it } from "vitest";

import type { ExecuteActor } from "@/lib/providers/execute";
import { decideApprovalVerb, listApprovalsVerb } from "@/lib/verbs/approvals/decide";
import { allowAutomation } from "@/lib/verbs/automations/allow";
import { enableAutomationVerb } from "@/lib/verbs/automations/enable";
import { saveAutomation } from "@/lib/verbs/automations/save";
import { retryRun } from "@/lib/verbs/runs/control";
import { listRunsVerb } from "@/lib/verbs/runs/trace";

import {
  ada,
  asked,
  charge,
  connection,
  lastTrace,
  LIMITS,
  me,
  refunded,
  refunds,
  returned,
  services,
  statuses,
  stripe,
  test,
  WITHIN,
} from "./money-harness";
import { contextOf, enableAs, newEventId, refusal } from "./services";

/** Money that automations move: by approval, or within what an owner allowed. */
describe("without an owner's word", () => {
  it("asks with the amount, and sends what was approved once", async () => {
    const id = await enableAs(me(), refunds());
    const paid = await charge(9900);
    await returned(paid, 2500);
    await expect.poll(asked, WITHIN).toEqual(["Refund a payment: $25.00, for “Give back”"]);
    expect(await refunded(paid)).toBe(0);
    const [approval] = await listApprovalsVerb.run(me(), {});
    await decideApprovalVerb.run(me(), { id: approval?.id, approve: true });
    await expect.poll(() => statuses(id), WITHIN).toEqual(["succeeded"]);
    expect(await refunded(paid)).toBe(2500);
  });

  it("asks although the definition has limits, and sends nothing that was refused", async () => {
    const id = await enableAs(me(), refunds(LIMITS));
    const paid = await charge(9900);
    await returned(paid, 2500);
    await expect.poll(asked, WITHIN).toEqual(["Refund a payment: $25.00, for “Give back”"]);
    const [approval] = await listApprovalsVerb.run(me(), {});
    await decideApprovalVerb.run(me(), { id: approval?.id, approve: false, note: "Not this one" });
    await expect.poll(() => statuses(id), WITHIN).toEqual(["cancelled"]);
    // Once the owner allows it, what a person refused stays refused until it is asked anew.
    await allowAutomation.run(me(), { id, money: true });
    expect(await refunded(paid)).toBe(0);
    const [run] = await listRunsVerb.run(me(), { automationId: id });
    await retryRun.run(me(), { id: run?.id });
    await expect.poll(() => statuses(id), WITHIN).toEqual(["succeeded"]);
    expect(await refunded(paid)).toBe(2500);
  });

  it("does not send for an automation that nobody spoke for", async () => {
    const found = await services.db.withService((trx) =>
      trx.selectFrom("connections").selectAll().where("id", "=", connection).executeTakeFirst(),
    );
    const paid = await charge(9900);
    const stripeOf = {
      id: connection,
      provider: "stripe",
      workspace: ada.workspace,
      account: found?.account_id ?? null,
      livemode: false,
    };
    const input = { charge: paid, amount: 100 };
    const send = (actor: ExecuteActor) =>
      services.execute(stripeOf, "refunds.create", input, {
        mode: "apply",
        idempotencyKey: newEventId(),
        actor,
      });
    const nobody = crypto.randomUUID();
    for (const actor of [
      { kind: "automation", id: nobody } as const,
      { kind: "automation", id: nobody, step: { runId: nobody, key: "refund" } } as const,
    ])
      expect((await refusal(send(actor)))[0]).toBe("forbidden");
    expect(await refunded(paid)).toBe(0);
  });
});

describe("with an owner's word", () => {
  it("goes within the limits, and asks beyond them", async () => {
    const id = await enableAs(me(), refunds(LIMITS));
    await allowAutomation.run(me(), { id, money: true });
    const paid = await charge(9900);
    await returned(paid, 2500);
    await expect.poll(() => statuses(id), WITHIN).toEqual(["succeeded"]);
    expect(await refunded(paid)).toBe(2500);
    expect((await lastTrace(id)).steps[0]?.warnings).toEqual([
      "$25.00 moved without approval: an owner allowed up to $30.00 at a time",
    ]);
    await returned(paid, 3100);
    await expect
      .poll(asked, WITHIN)
      .toEqual(["Refund a payment: $31.00, above the limit of $30.00 at a time, for “Give back”"]);
    await returned(paid, 2600);
    await expect
      .poll(asked, WITHIN)
      .toContain(
        "Refund a payment: $26.00, above the limit of $50.00 in 24 hours, for “Give back”",
      );
    // Neither of those counts: what is left of the day is still there.
    const other = await charge(2500);
    await returned(other, 2500);
    await expect
      .poll(() => statuses(id), WITHIN)
      .toEqual(["succeeded", "succeeded", "waiting", "waiting"]);
    expect([await refunded(paid), await refunded(other)]).toEqual([2500, 2500]);
  });

  it("asks each time where the step says so, with the amount", async () => {
    const [step] = refunds().steps;
    const steps = [{ ...step, approval: "required" }];
    const id = await enableAs(me(), refunds({ ...LIMITS, steps }));
    await allowAutomation.run(me(), { id, money: true });
    await returned(await charge(9900), 100);
    await expect.poll(asked, WITHIN).toEqual(["Refund a payment: $1.00, for “Give back”"]);
  });

  it("believes the provider's currency, and asks for one without a limit", async () => {
    const id = await enableAs(me(), refunds(LIMITS));
    await allowAutomation.run(me(), { id, money: true });
    const paid = await charge(900, "eur");
    await returned(paid, 900);
    await expect.poll(asked, WITHIN).toEqual(["Refund a payment: €9.00, for “Give back”"]);
    await returned("ch_nobody", 100);
    await expect
      .poll(asked, WITHIN)
      .toContain("Refund a payment (the amount could not be read), for “Give back”");
    expect(await refunded(paid)).toBe(0);
  });

  it("holds the day's limit for many runs at once", async () => {
    const id = await enableAs(me(), refunds(LIMITS));
    await allowAutomation.run(me(), { id, money: true });
    const paid = await charge(90_000);
    await Promise.all(Array.from({ length: 12 }, (_, at) => returned(paid, 1000 + at)));
    const waiting = Array.from({ length: 8 }, () => "waiting");
    const four = Array.from({ length: 4 }, () => "succeeded");
    await expect.poll(() => statuses(id), WITHIN).toEqual([...four, ...waiting]);
    expect(await refunded(paid)).toBeGreaterThanOrEqual(4000);
    expect(await refunded(paid)).toBeLessThanOrEqual(5000);
    expect(await asked()).toHaveLength(8);
  });

  it("does not count what the provider refused, and counts once what was sent twice", async () => {
    const id = await enableAs(me(), refunds(LIMITS));
    await allowAutomation.run(me(), { id, money: true });
    const paid = await charge(9900);
    const small = await charge(500);
    await returned(small, 3000);
    await expect.poll(() => statuses(id), WITHIN).toEqual(["failed"]);
    stripe.control.addFault({
      match: { method: "POST", path: "/v1/refunds" },
      status: 500,
      times: 1,
    });
    await returned(paid, 3000);
    await expect.poll(() => statuses(id), WITHIN).toEqual(["failed", "succeeded"]);
    expect(await refunded(paid)).toBe(3000);
    await returned(paid, 2000);
    await expect.poll(() => statuses(id), WITHIN).toEqual(["failed", "succeeded", "succeeded"]);
    expect(await asked()).toEqual([]);
  });

  it("ends with the version, and with the owner's role", async () => {
    const id = await enableAs(me(), refunds(LIMITS));
    await allowAutomation.run(me(), { id, money: true });
    const definition = refunds({
      limits: { money: [{ currency: "usd", each: 9000, perDay: 9000 }] },
    });
    await saveAutomation.run(me(), { id, definition });
    await enableAutomationVerb.run(me(), { id });
    const paid = await charge(9900);
    await returned(paid, 100);
    await expect.poll(() => statuses(id), WITHIN).toEqual(["waiting"]);
    await allowAutomation.run(me(), { id, money: true });
    const eve = await test.signUp("eve");
    await test.admin.query(
      "insert into public.memberships (workspace_id, user_id, role) values ($1, $2, 'owner')",
      [ada.workspace, eve.sub],
    );
    await test.admin.query(
      "update public.memberships set role = 'admin' where user_id = $1 and workspace_id = $2",
      [ada.sub, ada.workspace],
    );
    await returned(paid, 200);
    await expect.poll(() => statuses(id), WITHIN).toEqual(["waiting", "waiting"]);
    expect(await refunded(paid)).toBe(0);
  });

  it("is an owner's alone, for a version that has limits", async () => {
    const id = await enableAs(me(), refunds());
    expect((await refusal(allowAutomation.run(me(), { id, money: true })))[0]).toBe("invalid");
    const asAdmin = contextOf(services, ada, { role: "admin" });
    expect((await refusal(allowAutomation.run(asAdmin, { id, money: true })))[0]).toBe("forbidden");
    const asToken = contextOf(services, ada, {
      actor: { kind: "token", id: "t", name: "shop", scopes: ["events:publish"] },
    });
    expect((await refusal(allowAutomation.run(asToken, { id, money: true })))[0]).toBe("forbidden");
  });
});
