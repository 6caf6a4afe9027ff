import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { logger } from "@/lib/core/server/logger";
import type { NewEvent } from "@/lib/mesh/log";
import { decideApprovalVerb, listApprovalsVerb } from "@/lib/verbs/approvals/decide";
import { disableAutomation } from "@/lib/verbs/automations/enable";
import { planAutomation } from "@/lib/verbs/automations/plan";
import { saveAutomation } from "@/lib/verbs/automations/save";
import { getEvent } from "@/lib/verbs/events/get";
import { listEvents } from "@/lib/verbs/events/list";
import { dryRunEvent, replayEvent } from "@/lib/verbs/events/replay";
import { cancelOpenRuns, countRuns, redriveRuns } from "@/lib/verbs/runs/bulk";
import { startRun } from "@/lib/verbs/runs/control";
import { listRunsVerb, traceRun } from "@/lib/verbs/runs/trace";
import type { Services } from "@/lib/verbs/types";
import { startWorker, type Worker } from "@/lib/worker/main";

import { contextOf, enableAs, orderPlaced, refusal, testServices } from "./services";
import { startTestStack, type TestStack, type TestUser } from "./stack";

/** What people do with events and with many runs at once. */
let test: TestStack;
let ada: TestUser;
let eve: TestUser;
let services: Services;
let worker: Worker;

beforeAll(async () => {
  logger.level = "warn";
  test = await startTestStack();
  services = testServices(test);
  ada = await test.signUp("ada");
  eve = await test.signUp("eve");
  worker = startWorker(services);
  Object.assign(services, { dispatchSoon: () => worker.dispatchSoon() });
});
afterAll(async () => {
  await worker.stop();
  await services.publisher.drain();
  await services.db.end();
  await test.stop();
});

const me = () => contextOf(services, ada);
const stranger = () => contextOf(services, eve);
const enable = (definition: unknown) => enableAs(me(), definition);
const event = (change: Partial<NewEvent> = {}) => orderPlaced(ada, { subject: "pi_1", ...change });
const publish = async (one: NewEvent) => (await services.publisher.publish(one)) ?? 0;
const listening = (name: string, least: number) => ({
  schema: 1,
  name,
  on: {
    event: "shop.order.placed",
    origins: ["api"],
    where: { "data.total": { gte: least } },
  },
  steps: [{ id: "tell", publish: "sale.told", with: { of: "{{event.subject}}" } }],
});
async function ended(automationId: string, count: number): Promise<void> {
  const endedRuns = async () =>
    (await listRunsVerb.run(me(), { automationId })).filter(({ finishedAt }) => finishedAt);
  await expect
    .poll(async () => (await endedRuns()).length, { timeout: 15_000, interval: 50 })
    .toBe(count);
}

describe("trying and replaying an event", () => {
  it("says first what each automation would do, then starts those that were chosen, once", async () => {
    const seq = await publish(event());
    const small = await enable(listening("Small", 1000));
    const other = await enable(listening("Other", 1));
    await enable(listening("Large", 9000));
    const verdicts = async () =>
      (await dryRunEvent.run(me(), { seq })).map(({ name, verdict }) => [name, verdict]);
    const tried = await dryRunEvent.run(me(), { seq });
    expect(tried).toMatchObject([
      { name: "Large", verdict: "refuses", plan: null },
      { name: "Other", verdict: "starts", why: null, run: null },
      {
        name: "Small",
        verdict: "starts",
        plan: { steps: [{ key: "tell", what: "sale.told", input: { of: "pi_1" } }] },
      },
    ]);
    expect(await listRunsVerb.run(me(), { eventSeq: seq })).toEqual([]);

    const { replayed } = await replayEvent.run(me(), { seq, automations: [small] });
    expect(replayed).toMatchObject([{ name: "Small", why: null }]);
    await ended(small, 1);
    expect(await listRunsVerb.run(me(), { eventSeq: seq })).toHaveLength(1);
    expect(Object.fromEntries(await verdicts())).toEqual({
      Small: "ran",
      Other: "starts",
      Large: "refuses",
    });
    expect((await replayEvent.run(me(), { seq, automations: [small] })).replayed).toMatchObject([
      { run: null, why: "This automation already ran for this event. Re-run that run instead." },
    ]);
    const rest = await replayEvent.run(me(), { seq });
    expect(rest.replayed).toMatchObject([{ automationId: other, why: null }]);
    await ended(other, 1);
    await disableAutomation.run(me(), { id: other });
  });

  it("refuses what does not listen, and what is not one's own", async () => {
    const seq = await publish(event({ type: "shop.order.sent" }));
    const id = await enable(listening("Elsewhere", 1));
    expect((await refusal(replayEvent.run(me(), { seq, automations: [id] })))[0]).toBe("not_found");
    for (const verb of [getEvent, dryRunEvent, replayEvent])
      expect((await refusal(verb.run(stranger(), { seq })))[0]).toBe("not_found");
    const viewer = contextOf(services, ada, { role: "viewer" });
    for (const verb of [dryRunEvent, replayEvent])
      expect((await refusal(verb.run(viewer, { seq })))[0]).toBe("forbidden");
    await disableAutomation.run(me(), { id });
  });

  it("starts nobody by what one of their own runs told", async () => {
    const id = await enable({
      schema: 1,
      name: "Echo",
      on: { event: "shop.echo.*", origins: ["api", "automation"] },
      steps: [{ id: "again", publish: "shop.echo.again" }],
    });
    await publish(event({ type: "shop.echo.first" }));
    await ended(id, 2);
    const told = (await services.log.recent(ada.workspace, 20)).find(
      ({ type }) => type === "shop.echo.again",
    );
    // The dispatcher kept a run to say that it did not start; without it, a replay must refuse as well.
    await test.admin.query("delete from public.runs where event_seq = $1", [told?.seq]);
    expect((await replayEvent.run(me(), { seq: told?.seq })).replayed).toMatchObject([
      { run: null, why: expect.stringContaining("This automation would start itself") as string },
    ]);
    await disableAutomation.run(me(), { id });
  });

  it("plans a stored version, and says why it would not start", async () => {
    const seq = await publish(event());
    const { id } = await saveAutomation.run(me(), { definition: listening("Draft", 9000) });
    expect(await planAutomation.run(me(), { id, seq })).toMatchObject({
      refusal: expect.stringContaining("its total is at least 9000") as string,
      steps: [{ key: "tell" }],
    });
    const { refusal: none } = await planAutomation.run(me(), {
      definition: listening("Draft", 1),
      seq,
    });
    expect(none).toBeNull();
    expect((await refusal(planAutomation.run(stranger(), { id, seq })))[0]).toBe("not_found");
  });
});

describe("events that have to do with an id", () => {
  it("are those that are it, are about it, hold it or follow from it, and no others", async () => {
    const cause = event({ subject: "pi_9", type: "shop.related.one" });
    await publish(cause);
    await publish(event({ subject: "pi_99", type: "shop.related.two" }));
    await publish(
      event({ subject: "x", type: "shop.related.three", data: { deep: [{ payment: "pi_9" }] } }),
    );
    await publish(event({ subject: "y", type: "shop.related.four", causationId: cause.id }));
    const types = async (related: string) =>
      (await listEvents.run(me(), { related })).events.map(({ type }) => type);
    expect(await types("pi_9")).toEqual(["shop.related.three", "shop.related.one"]);
    expect(await types(cause.id)).toEqual(["shop.related.four", "shop.related.one"]);
    expect(await types("pi")).toEqual([]);
  });
});

describe("many runs at once", () => {
  const asking = {
    schema: 1,
    name: "Ask",
    on: { manual: true },
    steps: [{ id: "ok", approve: { reason: "Go on?" } }],
  };

  it("are counted, cancelled together, and tried again together", async () => {
    const id = await enable(asking);
    const other = await enable({ ...asking, name: "Left alone" });
    for (const automation of [id, id, id, other]) await startRun.run(me(), { id: automation });
    expect(await countRuns.run(me(), { automationId: id })).toEqual({ failed: 0, open: 3 });
    expect(await cancelOpenRuns.run(me(), { automationId: id })).toMatchObject({ cancelled: 3 });
    const cancelled = await listRunsVerb.run(me(), { automationId: id });
    expect(cancelled.map(({ status, reason }) => [status, reason])).toEqual(
      Array.from({ length: 3 }, () => ["cancelled", `Cancelled by ${ada.email}.`]),
    );
    expect(await countRuns.run(me(), { automationId: other })).toEqual({ failed: 0, open: 1 });
    expect(await cancelOpenRuns.run(me(), { automationId: id })).toMatchObject({ cancelled: 0 });
    await test.admin.query("update public.runs set status = 'failed' where automation_id = $1", [
      id,
    ]);
    expect(await countRuns.run(me(), { automationId: id })).toEqual({ failed: 3, open: 0 });
    expect(await redriveRuns.run(me(), { automationId: id })).toMatchObject({ retried: 3 });
    expect(await countRuns.run(me(), { automationId: id })).toEqual({ failed: 0, open: 3 });
    for (const verb of [countRuns, cancelOpenRuns, redriveRuns])
      expect((await refusal(verb.run(stranger(), { automationId: id })))[0]).toBe("not_found");
  });

  it("show who refused a step and why: in the run, in the history, and on the mesh", async () => {
    const id = await enable({ ...asking, name: "Refused" });
    const run = await startRun.run(me(), { id });
    const asked = async () =>
      (await listApprovalsVerb.run(me(), {})).find(({ runId }) => runId === run.id);
    await expect.poll(async () => (await asked())?.status, { timeout: 10_000 }).toBe("pending");
    const approval = (await asked())?.id;
    await decideApprovalVerb.run(me(), { id: approval, approve: false, note: "  Too dear  " });
    await ended(id, 1);
    expect((await traceRun.run(me(), { id: run.id })).decisions).toEqual([
      {
        key: "ok",
        isGranted: false,
        by: expect.stringMatching(/ada/i) as string,
        at: expect.any(Date) as Date,
        note: "Too dear",
      },
    ]);
    const history = await listApprovalsVerb.run(me(), { pendingOnly: false });
    expect(history.find(({ runId }) => runId === run.id)).toMatchObject({
      status: "denied",
      note: "Too dear",
    });
    const told = (await services.log.recent(ada.workspace, 20)).find(
      ({ type, subject }) => type === "approval.denied" && subject === approval,
    );
    expect(told?.data).toMatchObject({ note: "Too dear" });
  });
});
