import { afterAll, beforeAll, expect, it } from "vitest";

import { logger } from "@/lib/core/server/logger";
import { accountActivity } from "@/lib/verbs/account/activity";
import {
  countApprovals,
  decideApprovalVerb,
  listApprovalsVerb,
} from "@/lib/verbs/approvals/decide";
import { listAudit } from "@/lib/verbs/audit/list";
import { backtestAutomation } from "@/lib/verbs/automations/backtest";
import { getCatalogue } from "@/lib/verbs/automations/catalogue";
import { checkAutomationVerb } from "@/lib/verbs/automations/check";
import { enableAutomationVerb } from "@/lib/verbs/automations/enable";
import { getAutomation, listAutomationsVerb } from "@/lib/verbs/automations/list";
import { planAutomation } from "@/lib/verbs/automations/plan";
import { saveAutomation } from "@/lib/verbs/automations/save";
import { listConnections } from "@/lib/verbs/connections/list";
import { getEvent } from "@/lib/verbs/events/get";
import { listEvents } from "@/lib/verbs/events/list";
import { dryRunEvent, replayEvent } from "@/lib/verbs/events/replay";
import { inviteMember, listInvitationsVerb } from "@/lib/verbs/members/invite";
import { listMembers } from "@/lib/verbs/members/list";
import { cancelOpenRuns, countFailedRuns, countRuns, redriveRuns } from "@/lib/verbs/runs/bulk";
import { startRun } from "@/lib/verbs/runs/control";
import { listRunsVerb, traceRun } from "@/lib/verbs/runs/trace";
import { listSecrets, saveSecret } from "@/lib/verbs/secrets/secrets";
import { createToken, listTokens } from "@/lib/verbs/tokens/tokens";
import type { Services, Verb } from "@/lib/verbs/types";
import { startWorker, type Worker } from "@/lib/worker/main";

import { connectAs, contextOf, enableAs, orderPlaced, testServices } from "./services";
import { startTestStack, type TestStack, type TestUser } from "./stack";

/** What pages are told of automations, beside what runs do. */
let test: TestStack;
let ada: TestUser;
let services: Services;
let worker: Worker;

beforeAll(async () => {
  logger.level = "warn";
  test = await startTestStack();
  services = testServices(test, { AUTOMATION_HTTP_HOSTS: "api.example.com" });
  ada = await test.signUp("ada");
  worker = startWorker(services);
  await services.publisher.publish(orderPlaced(ada));
});
afterAll(async () => {
  await worker.stop();
  await services.publisher.drain();
  await services.db.end();
  await test.stop();
});

const me = () => contextOf(services, ada);
const definition = {
  schema: 1,
  name: "Ask",
  on: { manual: true },
  steps: [{ id: "ok", approve: { reason: "Go on?" } }],
};

it("reads a draft back even where a field of it leads nowhere, and tries it on the latest events", async () => {
  const draft = {
    ...definition,
    on: { event: "shop.order.placed", where: { "data.total": { gte: 2000 } } },
    steps: [{ id: "tell", publish: "sale.told", with: { what: "{{evnt.subject}}" } }],
  };
  const checkup = await checkAutomationVerb.run(me(), { definition: draft });
  expect(checkup).toMatchObject({
    ok: false,
    issues: [{ path: "steps[0].with.what", suggestion: "event.subject" }],
    tried: [{ type: "shop.order.placed", subject: "order 7", matched: false }],
  });
  await expect(saveAutomation.run(me(), { definition: draft })).rejects.toMatchObject({
    message: expect.stringMatching(/^Step tell: what: .+event\.subject/) as string,
    details: { issues: [{ path: "steps[0].with.what" }] },
  });
  expect(checkup.sentence).toMatch(/^When shop\.order\.placed happens and its total is at least/);
  const begun = await checkAutomationVerb.run(me(), { definition: { ...draft, steps: [] } });
  expect(begun).toMatchObject({ ok: false, issues: [{ path: "steps" }], tried: [{}] });
  expect(begun.sentence).toMatch(/^When shop\.order\.placed happens .+, …$/);
  const unreadable = await checkAutomationVerb.run(me(), { definition: { schema: 1 } });
  expect(unreadable).toMatchObject({ ok: false, sentence: null, tried: [] });
});

it("offers the events that were seen beside the declared ones, with what they held", async () => {
  const { catalogue, recipes } = await getCatalogue.run(me(), {});
  expect(catalogue.events.find(({ type }) => type === "shop.order.placed")).toMatchObject({
    sample: { total: 1200 },
    fields: ["total"],
  });
  expect(
    catalogue.events.find(({ type }) => type === "stripe.payment.received")?.lastAt,
  ).toBeNull();
  expect(recipes.length).toBeGreaterThan(0);
});

it("says who wrote a version, who asks, who decided, and which step waits", async () => {
  const { id } = await saveAutomation.run(me(), { definition });
  await enableAutomationVerb.run(me(), { id });
  expect((await getAutomation.run(me(), { id })).versions).toMatchObject([
    { version: 1, author: expect.stringMatching(/ada/i) as string },
  ]);
  const run = await startRun.run(me(), { id });
  await expect
    .poll(async () => (await countApprovals.run(me(), {})).count, { timeout: 10_000 })
    .toBe(1);
  const [asked] = await listApprovalsVerb.run(me(), {});
  expect(asked).toMatchObject({ automationName: "Ask", status: "pending", decidedByName: null });
  expect((await traceRun.run(me(), { id: run.id })).approvals).toEqual([
    { id: asked?.id, key: "ok" },
  ]);
  await decideApprovalVerb.run(me(), { id: asked?.id, approve: true });
  const [decided] = await listApprovalsVerb.run(me(), { pendingOnly: false });
  expect(decided?.decidedByName).toMatch(/ada/i);
  expect(await countApprovals.run(me(), {})).toEqual({ count: 0 });
  expect((await traceRun.run(me(), { id: run.id })).approvals).toEqual([]);
});

it("counts the runs of 30 days by two days, the oldest first, with those that failed", async () => {
  const { id } = await saveAutomation.run(me(), { definition: { ...definition, name: "Busy" } });
  await test.admin.query(
    `insert into public.runs (id, workspace_id, automation_id, version, trigger_key, trigger, status, created_at, finished_at)
     select gen_random_uuid(), $1, $2, 1, 'old ' || age, '{"type": "shop.order.placed", "data": {}}', status, now() - age * interval '1 hour', now()
     from (values (1, 'succeeded'), (2, 'failed'), (49, 'failed'), (719, 'succeeded'), (721, 'succeeded')) as r (age, status)`,
    [ada.workspace, id],
  );
  const listed = await listAutomationsVerb.run(me(), {});
  const busy = listed.find((automation) => automation.id === id);
  const none = { total: 0, failed: 0 };
  expect(busy?.runs.activity).toEqual([
    { total: 1, failed: 0 },
    ...Array.from({ length: 12 }, () => none),
    { total: 1, failed: 1 },
    { total: 2, failed: 1 },
  ]);
  expect(busy?.runs).toMatchObject({ total: 4, failed: 2 });
  await test.admin.query("delete from public.runs where automation_id = $1", [id]);
});

it("returns what the verbs declare", async () => {
  const [automation] = await listAutomationsVerb.run(me(), {});
  const [run] = await listRunsVerb.run(me(), {});
  const [event] = (await listEvents.run(me(), { pattern: "shop.*" })).events;
  await inviteMember.run(me(), { role: "member" });
  await connectAs(test, ada, "acct_1NorthwindRoastr");
  const id = automation?.id ?? "";
  const seq = event?.seq ?? 0;
  const heard = { ...definition, on: { event: "shop.order.placed" } };
  await enableAs(me(), heard);
  const calls: readonly (readonly [Verb, unknown])[] = [
    [listAutomationsVerb, {}],
    [getAutomation, { id }],
    [checkAutomationVerb, { definition: { ...heard, steps: [] } }],
    [planAutomation, { definition: heard, seq }],
    [backtestAutomation, { definition: heard }],
    [listRunsVerb, {}],
    [traceRun, { id: run?.id }],
    [countRuns, { automationId: id }],
    [countFailedRuns, {}],
    [redriveRuns, { automationId: id }],
    [cancelOpenRuns, { automationId: id }],
    [startRun, { id }],
    [listApprovalsVerb, { pendingOnly: false }],
    [listEvents, {}],
    [getEvent, { seq }],
    [dryRunEvent, { seq }],
    [replayEvent, { seq }],
    [listMembers, {}],
    [listInvitationsVerb, {}],
    [listConnections, {}],
    [saveSecret, { name: "billing", value: "secret-value", hosts: ["api.example.com"] }],
    [listSecrets, {}],
    [createToken, { name: "shop" }],
    [listTokens, {}],
    [listAudit, {}],
    [accountActivity, {}],
    [saveAutomation, { definition: heard }],
  ];
  for (const [verb, input] of calls) {
    const output = await verb.run(me(), input);
    const parsed = verb.output?.safeParse(output);
    expect([verb.name, parsed?.error?.issues]).toEqual([verb.name, undefined]);
    expect(JSON.stringify(parsed?.data)).not.toBe("[]");
  }
});
