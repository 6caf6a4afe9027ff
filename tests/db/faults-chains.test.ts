import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { enableAutomationVerb } from "@/lib/verbs/automations/enable";
import { saveAutomation } from "@/lib/verbs/automations/save";
import type { Worker } from "@/lib/worker/main";
import { fireSchedule } from "@/lib/worker/schedules";
import { TEAM } from "@/sandbox/slack/testing";

import { effectsOf, startRunHarness, type RunHarness } from "./run-harness";

/** Automations that start each other, that are edited while they run, and that a clock starts. */
let harness: RunHarness;
let worker: Worker;
beforeAll(async () => {
  harness = await startRunHarness();
  worker = harness.startWorkerHere();
});
afterAll(async () => {
  await worker.stop();
  await harness.close();
});
afterEach(async () => {
  await harness.test.admin.query("update public.automations set status = 'disabled'");
});

const publishing = (on: string, type: string) =>
  harness.enable([{ id: "next", publish: type }], { name: `On ${on}`, on: { event: on } });
const runsOf = async (ids: readonly string[]) =>
  (
    await harness.test.admin.query<{ status: string; reason: string | null; hops: number }>(
      `select r.status, r.reason, r.hops from unnest($1::uuid[]) with ordinality as a (id, at)
       join public.runs r on r.automation_id = a.id order by a.at, r.created_at`,
      [ids],
    )
  ).rows;

describe("a chain of automations", () => {
  it("ends after eight, and says so on the run that did not start", async () => {
    const ids: string[] = [];
    for (let at = 0; at < 12; at++)
      ids.push(await publishing(`chain.at${at}`, `chain.at${at + 1}`));
    await harness.publish(harness.payment({ type: "chain.at0" }));
    await harness.ended(ids[8] ?? "");
    const runs = await runsOf(ids);
    expect(runs.map(({ status }) => status)).toEqual([...Array(8).fill("succeeded"), "skipped"]);
    expect(runs.map(({ hops }) => hops)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(runs.at(-1)?.reason).toMatch(/longer than 8/);
    // Its news passes through the log before the chain could have gone on.
    const sentinel = await publishing("chain.sentinel", "chain.end");
    await harness.publish(harness.payment({ type: "chain.sentinel" }));
    await harness.ended(sentinel);
    expect(await runsOf(ids)).toHaveLength(9);
  });

  it("of two that call each other ends at the first that comes round", async () => {
    const ids = [
      await publishing("ring.ping", "ring.pong"),
      await publishing("ring.pong", "ring.ping"),
    ];
    await harness.publish(harness.payment({ type: "ring.ping" }));
    await harness.ended(ids[0] ?? "", 2);
    expect(await runsOf(ids)).toMatchObject([
      { status: "succeeded" },
      { status: "skipped", reason: expect.stringMatching(/start itself/) as string },
      { status: "succeeded" },
    ]);
  });

  it("does not begin anew when a provider reports what the automation did", async () => {
    const tell = {
      id: "tell",
      use: "slack.messages.post",
      with: { channel: "#sales", text: "Heard {{event.id}}" },
    };
    const id = await harness.enable([tell], { on: { event: "slack.message.sent" } });
    await harness.publish(harness.payment({ type: "slack.message.sent", source: "slack:live:T1" }));
    await harness.ended(id, 2);
    expect(await harness.statuses(id)).toEqual({ succeeded: 1, skipped: 1 });
    expect(effectsOf(harness.slack, "Heard ")).toBe(1);
  });

  it("does not begin anew when the provider was the first to report it", async () => {
    const id = await publishing("slack.message.sent", "chain.told");
    await harness.publish(harness.payment({ type: "slack.message.sent" }));
    await harness.ended(id);
    const { run } = await harness.traceOfLast(id);
    const report = harness.payment({ type: "slack.message.sent" });
    await harness.test.admin.query("update public.steps set emitted = $2 where run_id = $1", [
      run.id,
      report.id,
    ]);
    await harness.publish(report);
    await harness.ended(id, 2);
    expect(await harness.statuses(id)).toEqual({ succeeded: 1, skipped: 1 });
  });
});

describe("an event that an operation causes", () => {
  it("is stored once when the provider reports what the automation did", async () => {
    const text = "Told {{event.id}}";
    const id = await harness.enable([
      { id: "tell", use: "slack.messages.post", with: { channel: "#sales", text } },
    ]);
    await harness.publish(harness.payment());
    await harness.ended(id);
    const { steps } = await harness.traceOfLast(id);
    const report = harness.payment({
      id: steps[0]?.emitted ?? "",
      type: "slack.message.sent",
      source: `slack:live:${TEAM}`,
    });
    expect(await harness.services.publisher.publish(report)).toBeNull();
  });
});

describe("an automation that is edited while it runs", () => {
  const version = (text: string) => [
    { id: "paid", waitFor: { event: "edit.go", timeout: "1h" } },
    { id: "tell", use: "slack.messages.post", with: { channel: "#sales", text } },
  ];
  it("goes on with the version that it began with; the next event gets the new one", async () => {
    const id = await harness.enable(version("First {{event.subject}}"));
    const before = harness.payment();
    await harness.publish(before);
    await harness.reaches(id, "waiting");
    const definition = {
      schema: 1,
      name: "Announce",
      on: { event: "stripe.payment.received" },
      // Its steps have other names: a mixture of both could not go unseen.
      steps: version("Second {{event.subject}}").map((step) => ({ ...step, id: `${step.id}2` })),
    };
    await saveAutomation.run(harness.me(), { id, definition });
    await enableAutomationVerb.run(harness.me(), { id });
    const after = harness.payment();
    await harness.publish(after);
    await expect.poll(() => harness.statuses(id), { timeout: 10_000 }).toEqual({ waiting: 2 });
    await harness.publish(harness.payment({ type: "edit.go" }));
    await harness.ended(id, 2);
    expect(await harness.statuses(id)).toEqual({ succeeded: 2 });
    const told = [
      ["First", before],
      ["Second", before],
      ["First", after],
      ["Second", after],
    ] as const;
    expect(
      told.map(([word, { subject }]) => effectsOf(harness.slack, `${word} ${subject}`)),
    ).toEqual([1, 0, 0, 1]);
  });
});

/** The times for which a schedule made runs, between two moments, by a clock that jumps from one firing to the next. */
async function firings(schedule: string, from: string, to: string): Promise<string[]> {
  let now = new Date(from);
  const services = { ...harness.services, now: () => now };
  const definition = {
    schema: 1,
    name: "By the clock",
    on: { schedule, timeZone: "Europe/Berlin" },
    limits: { perHour: 1000, perDay: 1000 },
    steps: [{ id: "tick", publish: "clock.ticked" }],
  };
  const context = { ...harness.me(), services };
  const { id } = await saveAutomation.run(context, { definition });
  await enableAutomationVerb.run(context, { id });
  const due = async () => {
    const { rows } = await harness.test.admin.query<{ at: string }>(
      "delete from pgboss.job where name = 'schedules' and data ->> 'automation' = $1 returning data ->> 'at' as at",
      [id],
    );
    return rows.map(({ at }) => new Date(at));
  };
  for (let times = await due(); ; times = await due()) {
    expect(times).toHaveLength(1); // one firing leads to exactly one next one
    const [at] = times;
    if (!at || at > new Date(to)) break;
    now = at;
    // Two workers are woken for it.
    await Promise.all([fireSchedule(services, id, at), fireSchedule(services, id, at)]);
  }
  const { rows } = await harness.test.admin.query<{ key: string }>(
    "select trigger_key as key from public.runs where automation_id = $1 order by key",
    [id],
  );
  return rows.map(({ key }) => key.replace("schedule:", "").replace(":00.000Z", ""));
}

describe("a schedule in a night in which the clocks change", () => {
  // To come, so that the worker beside the test does not take the wake-ups.
  const [spring, autumn] = [
    ["2027-03-27T12:00:00Z", "2027-03-29T12:00:00Z"],
    ["2027-10-30T12:00:00Z", "2027-11-01T12:00:00Z"],
  ] as const;
  it("stays at nine in the morning, in both directions", async () => {
    expect(await firings("0 9 * * *", ...spring)).toEqual(["2027-03-28T07:00", "2027-03-29T07:00"]);
    expect(await firings("0 9 * * *", ...autumn)).toEqual(["2027-10-31T08:00", "2027-11-01T08:00"]);
  });

  it("fires once for a time that the clocks skip, and once for one that they show twice", async () => {
    const days = (all: string[]) => all.map((at) => at.slice(0, 10));
    expect(days(await firings("30 2 * * *", ...spring))).toEqual(["2027-03-28", "2027-03-29"]);
    expect(days(await firings("30 2 * * *", ...autumn))).toEqual(["2027-10-31", "2027-11-01"]);
  });

  it("fires in each hour that passes, also in a day of 23 and in one of 25", async () => {
    const hours = (day: string) => Array.from({ length: 5 }, (_, at) => `${day}T0${at}:00`);
    expect(await firings("0 * * * *", "2027-03-27T23:30:00Z", "2027-03-28T04:30:00Z")).toEqual(
      hours("2027-03-28"),
    );
    expect(await firings("0 * * * *", "2027-10-30T23:30:00Z", "2027-10-31T04:30:00Z")).toEqual(
      hours("2027-10-31"),
    );
  });
});
