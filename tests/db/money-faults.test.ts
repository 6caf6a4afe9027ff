import { describe, expect, it } from "vitest";

import { allowAutomation } from "@/lib/verbs/automations/allow";
import { listRunsVerb } from "@/lib/verbs/runs/trace";

import {
  asked,
  charge,
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
import { enableAs } from "./services";

/** Refunds whose provider or whose approver does not answer. */
describe("the daily limit", () => {
  it("counts an amount that may have moved although its run failed", async () => {
    const [step] = refunds().steps;
    const steps = [{ ...step, retry: { max: 1 } }];
    const id = await enableAs(me(), refunds({ ...LIMITS, steps }));
    await allowAutomation.run(me(), { id, money: true });
    const paid = await charge(9900);
    const match = { method: "POST", path: "/v1/refunds" };
    stripe.control.addFault({ match, status: 500, times: 3 });
    await returned(paid, 2900);
    await expect.poll(() => statuses(id), WITHIN).toEqual(["failed"]);
    await returned(paid, 2500);
    await expect.poll(() => statuses(id), WITHIN).toEqual(["failed", "waiting"]);
    expect(await asked()).toHaveLength(1);
  });
});

describe("a refund that waits for a person", () => {
  it("is not sent by a limit that an owner set after it had expired", async () => {
    const id = await enableAs(me(), refunds(LIMITS));
    const paid = await charge(9900);
    await returned(paid, 2500);
    await expect.poll(() => statuses(id), WITHIN).toEqual(["waiting"]);
    await allowAutomation.run(me(), { id, money: true });
    const [run] = await listRunsVerb.run(me(), { automationId: id });
    for (const sql of [
      "update public.approvals set expires_at = now() where run_id = $1",
      "update public.steps set not_before = now() where run_id = $1",
    ])
      await test.admin.query(sql, [run?.id]);
    await services.db.withService((trx) => services.queue.wakeRuns(trx, [run?.id ?? ""]));
    await expect.poll(() => statuses(id), WITHIN).toEqual(["failed"]);
    expect(await refunded(paid)).toBe(0);
  });
});
