import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { hasConsent } from "@/lib/db/allowed-moves";
import { askApproval, consumeApproval, decideApproval } from "@/lib/db/approvals";
import { saveConnection } from "@/lib/db/connections";
import { removeMember, setMemberRole } from "@/lib/verbs/members/change-role";
import type { Services } from "@/lib/verbs/types";

import { connectAs, contextOf, newEventId, testServices } from "../db/services";
import { startTestStack, type TestStack, type TestUser } from "../db/stack";

let test: TestStack;
let services: Services;
let owner: TestUser;
let admin: TestUser;
let number = 0;

beforeAll(async () => {
  test = await startTestStack();
  services = testServices(test);
});
afterAll(async () => {
  await services.db.end();
  await test.stop();
});
beforeEach(async () => {
  number++;
  owner = await test.signUp(`owner${number}`);
  admin = await test.signUp(`admin${number}`);
  await test.admin.query("insert into public.memberships values ($1, $2, 'admin')", [
    owner.workspace,
    admin.sub,
  ]);
});

/** A step that has asked for an approval, which counts for so many milliseconds. */
async function askingStep(forMs = 60_000) {
  const { rows } = await test.admin.query<{ id: string }>(
    "insert into public.automations (workspace_id, name) values ($1, 'Refund') returning id",
    [owner.workspace],
  );
  const id = rows[0]?.id ?? "";
  const step = { runId: randomUUID(), key: "ask", planHash: "a".repeat(64) };
  await test.admin.query(
    "insert into public.runs (id, workspace_id, automation_id, version, trigger_key, trigger, status) values ($1, $2, $3, 1, 'k', '{}', 'waiting')",
    [step.runId, owner.workspace, id],
  );
  const { approval } = await services.db.withService((trx) =>
    askApproval(trx, {
      ...step,
      workspaceId: owner.workspace,
      automationId: id,
      reason: "Refund 7.00",
      plan: {},
      expiresAt: new Date(Date.now() + forMs),
    }),
  );
  return { step, approval: approval.id };
}
/** The admin decides. Returns the status of the approval then, if it could still be decided. */
const decide = async (id: string, approve: boolean) => {
  const decision = { id, workspaceId: owner.workspace, by: admin.sub, approve, note: null };
  return (await services.db.withService((trx) => decideApproval(trx, decision)))?.status;
};
/** A step that the admin has just approved. */
async function approvedStep() {
  const { step, approval } = await askingStep();
  await decide(approval, true);
  return step;
}
const consume = (step: Parameters<typeof consumeApproval>[1]) =>
  services.db.withService((trx) => consumeApproval(trx, step));
const consented = (step: Parameters<typeof hasConsent>[1]) =>
  services.db.withService((trx) => hasConsent(trx, step));

describe("an approval", () => {
  it("counts once while its giver is an admin", async () => {
    const step = await approvedStep();
    expect(await consume({ ...step, planHash: "b".repeat(64) })).toBe(false);
    expect([await consume(step), await consume(step)]).toEqual([true, false]);
    expect(await consented(step)).toBe(true);
  });

  it("is decided once", async () => {
    const { approval } = await askingStep();
    expect(await decide(approval, false)).toBe("denied");
    expect(await decide(approval, true)).toBeUndefined();
  });

  it("cannot be given when it has expired", async () => {
    const { approval } = await askingStep(-1000);
    expect(await decide(approval, true)).toBeUndefined();
  });

  it("does not count when it has expired", async () => {
    const step = await approvedStep();
    await test.admin.query("update public.approvals set expires_at = now() where run_id = $1", [
      step.runId,
    ]);
    expect(await consume(step)).toBe(false);
  });

  it("lets nothing be sent but the approved request, once it is used", async () => {
    const step = await approvedStep();
    expect(await consented(step)).toBe(false);
    await consume(step);
    expect(await consented(step)).toBe(true);
    expect(await consented({ ...step, planHash: "b".repeat(64) })).toBe(false);
  });

  it("lets no further attempt be sent a day after it was consumed", async () => {
    const step = await approvedStep();
    await consume(step);
    await test.admin.query(
      "update public.approvals set consumed_at = now() - interval '25 hours' where run_id = $1",
      [step.runId],
    );
    expect(await consented(step)).toBe(false);
  });

  it("does not count when its giver was removed before it was used", async () => {
    const step = await approvedStep();
    await removeMember.run(contextOf(services, owner), { userId: admin.sub });
    expect(await consume(step)).toBe(false);
  });

  it("does not count when its giver is an admin no longer", async () => {
    const step = await approvedStep();
    await setMemberRole.run(contextOf(services, owner), { userId: admin.sub, role: "member" });
    expect(await consume(step)).toBe(false);
  });

  it("lets no further attempt go out after its giver was removed", async () => {
    const step = await approvedStep();
    await consume(step);
    await removeMember.run(contextOf(services, owner), { userId: admin.sub });
    expect(await consented(step)).toBe(false);
  });

  it("lets no further attempt be sent after its giver became a member", async () => {
    const step = await approvedStep();
    await consume(step);
    await setMemberRole.run(contextOf(services, owner), { userId: admin.sub, role: "member" });
    expect(await consented(step)).toBe(false);
  });
});

describe("the platform's webhook endpoint", () => {
  it("delivers to connections by consent only: a key may not be allowed to read what a consent covers", async () => {
    const accountId = `acct_Shared${number}`;
    const consent = await connectAs(test, owner, accountId);
    await test.db.withService((trx) =>
      saveConnection(trx, {
        workspaceId: admin.workspace,
        provider: "stripe",
        accountId,
        livemode: false,
        authKind: "key",
        label: "By a restricted key",
        scope: "read_only",
        country: null,
        currency: null,
        timeZone: null,
        keyHint: "rk_test_…1234",
        connectedBy: admin.sub,
      }),
    );
    const recipients = await services.publisher.deliver({
      id: newEventId(),
      type: "stripe.payment.received",
      source: "stripe:test:acct",
      time: new Date().toISOString(),
      data: {},
      origin: "provider",
      hops: 0,
      actor: { kind: "provider", id: "stripe" },
      provider: "stripe",
      account: accountId,
      livemode: false,
    });
    expect(recipients.map(({ connection }) => connection)).toEqual([consent.id]);
  });
});
