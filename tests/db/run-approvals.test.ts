import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { decideApprovalVerb, listApprovalsVerb } from "@/lib/verbs/approvals/decide";
import { setMemberRole } from "@/lib/verbs/members/change";
import { dispatchAll } from "@/lib/worker/dispatch";
import { advanceRun } from "@/lib/worker/runs/advance";

import { effectsOf, startRunStage, type RunStage } from "./run-stage";
import { contextOf } from "./services";
import type { TestUser } from "./stack";

/** Approvals by a person who is no longer an admin when the run goes on. */
let stage: RunStage;
let bob: TestUser;
beforeAll(async () => {
  stage = await startRunStage();
  bob = await stage.test.signUp("bob");
  await stage.test.admin.query("insert into public.memberships values ($1, $2, 'admin')", [
    stage.ada.workspace,
    bob.sub,
  ]);
});
afterAll(async () => {
  await stage.services.queue.stop(1000);
  await stage.close();
});

/** Processes a run that Bob approves before he loses his role. Returns the trace of the run and its subject. */
async function approvedByBob(steps: readonly unknown[]) {
  await setMemberRole.run(stage.me(), { userId: bob.sub, role: "admin" });
  const id = await stage.enable(steps);
  const event = stage.payment();
  await stage.publish(event);
  await dispatchAll(stage.services);
  const run = await stage.reaches(id, "pending");
  await advanceRun(stage.services, run);
  const [approval] = await listApprovalsVerb.run(stage.me(), {});
  const asBob = contextOf(stage.services, bob, {
    workspaceId: stage.ada.workspace,
    role: "admin",
  });
  await decideApprovalVerb.run(asBob, { id: approval?.id, approve: true });
  await setMemberRole.run(stage.me(), { userId: bob.sub, role: "member" });
  await advanceRun(stage.services, run);
  await stage.disable(id);
  return { ...(await stage.traceOfLast(id)), subject: event.subject ?? "" };
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
    expect(effectsOf(stage.slack, subject)).toBe(0);
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
