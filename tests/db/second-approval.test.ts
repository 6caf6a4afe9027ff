import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";

import { resumeAttempts } from "@/lib/actions/resume";
import type { ActionOutcome } from "@/lib/contracts/action";
import { startSync, type Sync } from "@/lib/sync/main";
import { applyAction } from "@/lib/verbs/actions/apply";
import { decideAction } from "@/lib/verbs/actions/decide";
import { setActionLimit } from "@/lib/verbs/actions/limits";
import { offerActions } from "@/lib/verbs/actions/offer";
import { planActionVerb } from "@/lib/verbs/actions/plan";
import { waitingActions } from "@/lib/verbs/actions/waiting";
import { countApprovals } from "@/lib/verbs/approvals/decide";
import { listAudit } from "@/lib/verbs/audit/list";
import { setMemberRole } from "@/lib/verbs/members/change-role";
import { inviteMember } from "@/lib/verbs/members/invite";
import type { Context } from "@/lib/verbs/types";

import { connectAs, contextOf } from "./services";
import type { TestUser } from "./stack";
import { callStripe, pay as payAt } from "./stripe-owner";
import { ACCOUNT, ada, owner, sandbox, services, test, viewer } from "./verbs-fixture";

/** Above the workspace's limit a second admin approves what the first one asks for. */
let connection: string;
let sync: Sync;
let cleo: TestUser;
/** Cleo, another admin of Ada's workspace. */
let second: Context;
beforeAll(async () => {
  connection = (await connectAs(test, ada, ACCOUNT)).id;
  cleo = await test.signUp("cleo");
  await test.admin.query("insert into public.memberships values ($1, $2, 'admin')", [
    ada.workspace,
    cleo.sub,
  ]);
  second = contextOf(services, cleo, { workspaceId: ada.workspace, role: "admin" });
  sync = startSync(services);
  await sync.catchUp();
  await setActionLimit.run(owner, { currency: "usd", amount: 50_000 });
});
afterAll(() => sync.stop());
beforeEach(() => test.admin.query("delete from public.action_attempts"));

const pay = (amount: number) => payAt(sandbox, { test, sync, connection }, amount);
const refundsOf = async (intent: string) =>
  (
    (await callStripe(sandbox, "GET", `/v1/refunds?payment_intent=${intent}`))["data"] as {
      amount: number;
    }[]
  ).map(({ amount }) => amount);

const asked = (id: string, amount: number) => ({
  type: "payment",
  id,
  action: "refund",
  values: { amount, reason: "duplicate" },
});

/** Confirms a refund as a person does, with what the plan said. */
async function refund(context: Context, id: string, amount: number): Promise<ActionOutcome> {
  const { ready, problem } = await planActionVerb.run(context, asked(id, amount));
  if (!ready) throw new Error(problem?.message);
  const { basis, planHash } = ready;
  const attempt = randomUUID();
  return applyAction.run(context, { ...asked(id, amount), basis, planHash, attempt });
}

const attemptOf = async (id: string) =>
  (await offerActions.run(owner, { type: "payment", id })).attempts[0];

it("sends nothing above the limit until another admin approves it", async () => {
  const id = await pay(60_000);
  const { ready } = await planActionVerb.run(owner, asked(id, 60_000));
  expect(ready?.limit).toContain("$500.00");
  const outcome = await refund(owner, id, 60_000);
  expect(outcome).toMatchObject({ status: "waiting", summary: "Refund $600.00" });
  expect(await refundsOf(id)).toEqual([]);
  expect(await waitingActions.run(second, {})).toMatchObject([
    { id: outcome.id, summary: "Refund $600.00", isOwn: false },
  ]);
  expect(await countApprovals.run(second, {})).toEqual({ count: 1 });
  await expect(refund(second, id, 100)).rejects.toMatchObject({ code: "conflict" });
  await expect(decideAction.run(owner, { id: outcome.id, approve: true })).rejects.toMatchObject({
    code: "forbidden",
  });
  await expect(decideAction.run(viewer(), { id: outcome.id, approve: true })).rejects.toMatchObject(
    { code: "forbidden" },
  );
  const all = await Promise.allSettled(
    Array.from({ length: 4 }, () => decideAction.run(second, { id: outcome.id, approve: true })),
  );
  expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await refundsOf(id)).toEqual([60_000]);
  expect(await attemptOf(id)).toMatchObject({
    status: "succeeded",
    by: expect.stringContaining("ada"),
    decidedBy: expect.stringContaining("cleo"),
  });
  expect(await countApprovals.run(second, {})).toEqual({ count: 0 });
});

it("adds up what one person gives away in a day", async () => {
  const [one, two, three] = [await pay(30_000), await pay(30_000), await pay(30_000)];
  expect(await refund(owner, one, 30_000)).toMatchObject({ status: "succeeded" });
  expect(await refund(owner, two, 20_001)).toMatchObject({ status: "waiting" });
  expect(await refund(second, three, 30_000)).toMatchObject({ status: "succeeded" });
  await test.admin.query(
    "update public.action_attempts set created_at = created_at - interval '25 hours'",
  );
  const four = await pay(30_000);
  expect(await refund(owner, four, 30_000)).toMatchObject({ status: "succeeded" });
});

it("cannot be exceeded by two at the same time", async () => {
  const [one, two] = [await pay(30_000), await pay(30_000)];
  const key = `action-limits|${ada.workspace}`;
  const holder = await test.admin.connect();
  await holder.query("select pg_advisory_lock(hashtextextended($1, 0))", [key]);
  const both = Promise.all([refund(owner, one, 30_000), refund(owner, two, 30_000)]);
  const queued = "select 1 from pg_locks where locktype = 'advisory' and not granted";
  await expect
    .poll(async () => (await test.admin.query(queued)).rowCount, { timeout: 10_000 })
    .toBe(2);
  await holder.query("select pg_advisory_unlock(hashtextextended($1, 0))", [key]);
  holder.release();
  const outcomes = (await both).map(({ status }) => status);
  expect(outcomes.toSorted()).toEqual(["succeeded", "waiting"]);
});

it("is denied with a reason, and may be withdrawn by the person who asked", async () => {
  const id = await pay(60_000);
  const first = await refund(owner, id, 60_000);
  await decideAction.run(second, { id: first.id, approve: false, note: "She keeps the goods." });
  expect(await attemptOf(id)).toMatchObject({ status: "denied", problem: "She keeps the goods." });
  const again = await refund(owner, id, 60_000);
  expect(await decideAction.run(owner, { id: again.id, approve: false })).toMatchObject({
    status: "denied",
  });
  expect(await refundsOf(id)).toEqual([]);
  await expect(decideAction.run(second, { id: again.id, approve: true })).rejects.toMatchObject({
    code: "conflict",
  });
});

it("sends nothing if the payment changed since it was asked for", async () => {
  const id = await pay(60_000);
  const { id: attempt } = await refund(owner, id, 60_000);
  await callStripe(sandbox, "POST", "/v1/refunds", `payment_intent=${id}&amount=100`);
  expect(await decideAction.run(second, { id: attempt, approve: true })).toMatchObject({
    status: "failed",
    message: expect.stringMatching(/could not be done any more/),
  });
  const { entries } = await listAudit.run(owner, { limit: 1 });
  expect(entries[0]).toMatchObject({ action: "actions.decide", details: { status: "failed" } });
  expect(await refundsOf(id)).toEqual([100]);
  expect(await attemptOf(id)).toMatchObject({ status: "failed" });
});

it("sends nothing if the person who asked lost the role", async () => {
  const id = await pay(60_000);
  const { id: attempt } = await refund(second, id, 60_000);
  const setRole = (role: string) =>
    test.admin.query(
      "update public.memberships set role = $3 where workspace_id = $1 and user_id = $2",
      [ada.workspace, cleo.sub, role],
    );
  await setRole("member");
  await expect(decideAction.run(owner, { id: attempt, approve: true })).rejects.toMatchObject({
    code: "conflict",
  });
  await setRole("admin");
  await expect(decideAction.run(owner, { id: attempt, approve: true })).rejects.toMatchObject({
    code: "conflict",
  });
  expect(await attemptOf(id)).toMatchObject({ status: "failed" });
  expect(await refundsOf(id)).toEqual([]);
});

it("holds for reserved money that is given up, whole or in part", async () => {
  const id = await payAt(sandbox, { test, sync, connection }, 90_000, "&capture_method=manual");
  for (const asked of [
    { action: "release", values: { reason: "abandoned" } },
    { action: "capture", values: { amount: 1 } },
  ]) {
    const { ready } = await planActionVerb.run(owner, { type: "payment", id, ...asked });
    expect(ready?.limit).toContain("$500.00");
  }
  const whole = { type: "payment", id, action: "capture", values: { amount: 90_000 } };
  expect((await planActionVerb.run(owner, whole)).ready?.limit).toBeNull();
});

it("takes the id of a confirmation for nothing else, and from nobody else", async () => {
  const id = await pay(60_000);
  const { ready } = await planActionVerb.run(owner, asked(id, 100));
  const { basis = "", planHash = "" } = ready ?? {};
  const attempt = randomUUID();
  const confirmed = { ...asked(id, 100), basis, planHash, attempt };
  await applyAction.run(owner, confirmed);
  expect(await applyAction.run(owner, confirmed)).toMatchObject({ status: "succeeded" });
  const used = { code: "conflict", message: expect.stringMatching(/used already/) };
  await expect(applyAction.run(second, confirmed)).rejects.toMatchObject(used);
  await expect(applyAction.run(owner, { ...confirmed, id: "pi_other" })).rejects.toMatchObject(
    used,
  );
  await expect(applyAction.run(owner, { ...confirmed, type: "customer" })).rejects.toMatchObject(
    used,
  );
});

it("ends by itself after seven days", async () => {
  const id = await pay(60_000);
  await refund(owner, id, 60_000);
  await test.admin.query(
    "update public.action_attempts set created_at = now() - interval '8 days'",
  );
  await resumeAttempts(services);
  expect(await attemptOf(id)).toMatchObject({ status: "failed" });
});

it("lets only an owner make somebody an admin, who could approve", async () => {
  await expect(inviteMember.run(second, { role: "admin" })).rejects.toMatchObject({
    code: "forbidden",
  });
  await expect(
    setMemberRole.run(second, { userId: viewer().user.sub, role: "admin" }),
  ).rejects.toMatchObject({ code: "forbidden" });
  expect(await inviteMember.run(second, { role: "member" })).toMatchObject({ role: "member" });
  expect(await inviteMember.run(owner, { role: "admin" })).toMatchObject({ role: "admin" });
});

it("takes limits from owners alone, one for each currency", async () => {
  await expect(setActionLimit.run(second, { currency: "usd", amount: null })).rejects.toMatchObject(
    { code: "forbidden" },
  );
  await expect(setActionLimit.run(owner, { currency: "usd", amount: -1 })).rejects.toMatchObject({
    code: "invalid",
  });
  await setActionLimit.run(owner, { currency: "eur", amount: 100 });
  expect(await setActionLimit.run(owner, { currency: "eur", amount: 200 })).toEqual([
    { currency: "eur", amount: 200 },
    { currency: "usd", amount: 50_000 },
  ]);
  expect(await setActionLimit.run(owner, { currency: "eur", amount: null })).toHaveLength(1);
});
