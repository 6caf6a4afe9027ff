import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { advanceRun } from "@/lib/runs/advance";
import { decideApprovalVerb, listApprovalsVerb } from "@/lib/verbs/approvals/decide";
import { setMemberRole } from "@/lib/verbs/members/change-role";
import { dispatchAll } from "@/lib/worker/dispatch";

import { effectsOf, startRunHarness, type RunHarness } from "./run-harness";
import { contextOf } from "./services";
import type { TestUser } from "./stack";

/** Approvals by a person who is no longer an admin when the run goes on. */
let harness: RunHarness;
let bob: TestUser;
beforeAll(async () => {
  harness = await startRunHarness();
  bob = await harness.test.signUp("bob");
  await harness.test.admin.query("insert into public.memberships values ($1, $2, 'admin')", [
    harness.ada.workspace,
    bob.sub,
  ]);
});
afterAll(async () => {
  await harness.services.queue.stop(1000);
  await harness.close();
});

/** Processes a run that Bob approves before he loses his role. Returns the trace of the run and its subject. */
async function approvedByBob(steps: readonly unknown[]) {
  await setMemberRole.run(harness.me(), { userId: bob.sub, role: "admin" });
  const id = await harness.enable(steps);
  const event = harness.payment();
  await harness.publish(event);
  await dispatchAll(harness.services);
  const run = await harness.reaches(id, "pending");
  await advanceRun(harness.services, run);
  const [approval] = await listApprovalsVerb.run(harness.me(), {});
  const asBob = contextOf(harness.services, bob, {
    workspaceId: harness.ada.workspace,
    role: "admin",
  });
  await decideApprovalVerb.run(asBob, { id: approval?.id, approve: true });
  await setMemberRole.run(harness.me(), { userId: bob.sub, role: "member" });
  await advanceRun(harness.services, run);
  await harness.disable(id);
  return { ...(await harness.traceOfLast(id)), subject: event.subject ?? "" };
}

describe("a message that has to be approved", () => {
  it("is not sent when its approver is no longer an admin", async () => {
    const { run, subject } = await approvedByBob([
      {
        id: "tell",
        use: "slack.messages.post",
        with: { channel: "#sales", text: "Sold {{event.subject}}" },
        approval: "required",
      },
    ]);
    expect(run.status).toBe("failed");
    expect(run.reason).toMatch(/The approval does not count/);
    expect(effectsOf(harness.slack, subject)).toBe(0);
  });
});

describe("an approval step", () => {
  it("does not go on when its approver is no longer an admin", async () => {
    const { run } = await approvedByBob([
      { id: "ok", approve: { reason: "Go on?" } },
      { id: "told", publish: "sale.told" },
    ]);
    expect(run).toMatchObject({
      status: "failed",
      reason: "Whoever approved it is no longer an admin.",
    });
  });
});
