import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { resumeAttempts } from "@/lib/actions/resume";
import type { ActionPlan } from "@/lib/contracts/action";
import { startSync, type Sync } from "@/lib/sync/main";
import { applyAction } from "@/lib/verbs/actions/apply";
import { offerActions } from "@/lib/verbs/actions/offer";
import { planActionVerb } from "@/lib/verbs/actions/plan";
import { settleAction } from "@/lib/verbs/actions/settle";
import { getObject } from "@/lib/verbs/objects/get";

import { connectAs } from "./services";
import { callStripe, pay as payAt } from "./stripe-owner";
import { ACCOUNT, ada, owner, sandbox, services, test, viewer } from "./verbs-fixture";

/** Refunds as people do them by the page of a payment: each confirmation counts once, and all of it is told. */
let connection: string;
let sync: Sync;
beforeAll(async () => {
  connection = (await connectAs(test, ada, ACCOUNT)).id;
  sync = startSync(services);
  await sync.catchUp();
});
afterAll(() => sync.stop());

const stripe = (method: string, path: string, form?: string) =>
  callStripe(sandbox, method, path, form);

const pay = (amount: number, more?: string) =>
  payAt(sandbox, { test, sync, connection }, amount, more);

const stateOf = async (id: string) =>
  (
    await test.admin.query<{ status: string }>(
      "select status from public.objects where connection_id = $1 and type = 'payment' and id = $2",
      [connection, id],
    )
  ).rows[0]?.status;

const refundsOf = async (intent: string) =>
  (
    (await stripe("GET", `/v1/refunds?payment_intent=${intent}`))["data"] as { amount: number }[]
  ).map(({ amount }) => amount);

const REASON = "requested_by_customer";
const target = (id: string) => ({ type: "payment", id, action: "refund" });
const planned = (id: string, values: object): Promise<ActionPlan> =>
  planActionVerb.run(owner, { ...target(id), values: { reason: REASON, ...values } });

async function ready(id: string, values: object) {
  const plan = await planned(id, values);
  if (!plan.ready) throw new Error(plan.problem?.message);
  return {
    ...target(id),
    values: { reason: REASON, ...values },
    basis: plan.ready.basis,
    planHash: plan.ready.planHash,
  };
}

describe("a refund", () => {
  it("is offered with what is left, planned in words, and sent once", async () => {
    const id = await pay(2400);
    const { actions } = await offerActions.run(owner, { type: "payment", id });
    expect(actions).toMatchObject([
      {
        action: "refund",
        label: "Refund",
        fields: [{ kind: "money", max: 2400 }, { kind: "choice" }],
      },
    ]);
    const plan = await planned(id, { amount: 1000 });
    expect(plan.ready).toMatchObject({
      button: "Refund $10.00",
      effects: [
        "Stripe sends $10.00 back to Visa •••• 4242. It arrives in 5 to 10 business days.",
        "Your balance goes down by $10.00. Stripe keeps its fee for the payment.",
        "$14.00 of the payment stays with you.",
      ],
      livemode: false,
    });
    const confirmed = { ...(await ready(id, { amount: 1000 })), attempt: randomUUID() };
    const outcome = await applyAction.run(owner, { ...confirmed, note: "Changed her mind." });
    expect(outcome).toMatchObject({
      status: "succeeded",
      message: expect.stringContaining("$10.00"),
    });
    expect(await applyAction.run(owner, confirmed)).toMatchObject({ status: "succeeded" });
    expect(await refundsOf(id)).toEqual([1000]);
    sync.soon();
    await expect.poll(() => stateOf(id), { timeout: 30_000 }).toBe("partially_refunded");
    const after = await offerActions.run(owner, { type: "payment", id });
    expect(after.actions[0]?.fields[0]).toMatchObject({ max: 1400 });
    expect(after.attempts).toMatchObject([
      {
        summary: "Refund $10.00",
        note: "Changed her mind.",
        status: "succeeded",
        by: expect.any(String),
      },
    ]);
    const { object } = await getObject.run(owner, { type: "payment", id });
    expect(object.data["amountRefunded"]).toBe(1000);
  });

  it("of the same amount is done once when eight people or tabs confirm it at the same time", async () => {
    const id = await pay(5000);
    const confirmed = await ready(id, { amount: 500 });
    const all = await Promise.allSettled(
      Array.from({ length: 8 }, () =>
        applyAction.run(owner, { ...confirmed, attempt: randomUUID() }),
      ),
    );
    expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const refused = all.flatMap((one) =>
      one.status === "rejected" ? [one.reason as unknown] : [],
    );
    expect(refused).toEqual(
      Array.from({ length: 7 }, () => expect.objectContaining({ code: "conflict" })),
    );
    expect(await refundsOf(id)).toEqual([500]);
    const again = await ready(id, { amount: 500 });
    await applyAction.run(owner, { ...again, attempt: randomUUID() });
    expect(await refundsOf(id)).toEqual([500, 500]);
  });

  it("that is clicked twice is done once", async () => {
    const id = await pay(5000);
    const confirmed = { ...(await ready(id, { amount: 500 })), attempt: randomUUID() };
    const all = await Promise.allSettled([
      applyAction.run(owner, confirmed),
      applyAction.run(owner, confirmed),
    ]);
    expect(all.some(({ status }) => status === "fulfilled")).toBe(true);
    expect(await refundsOf(id)).toEqual([500]);
  });

  it.each([
    ["of nothing", 0, "Enter how much to refund."],
    ["of more than is left", 2001, "At most $20.00 can be refunded."],
    ["of a text", "12", "Enter how much to refund."],
  ])("%s is refused with the field", async (_what, amount, problem) => {
    const id = await pay(2000);
    expect(await planned(id, { amount })).toEqual({
      ready: null,
      problem: { message: problem, field: "amount" },
    });
    await expect(
      applyAction.run(owner, {
        ...target(id),
        values: { amount, reason: REASON },
        basis: "x",
        planHash: "x",
        attempt: randomUUID(),
      }),
    ).rejects.toMatchObject({ code: "invalid", message: problem });
    expect(await refundsOf(id)).toEqual([]);
  });

  it("of a payment that changed since it was looked at is refused", async () => {
    const id = await pay(2000);
    const confirmed = await ready(id, { amount: 500 });
    await stripe("POST", "/v1/refunds", `payment_intent=${id}&amount=100`);
    await expect(
      applyAction.run(owner, { ...confirmed, attempt: randomUUID() }),
    ).rejects.toMatchObject({ code: "conflict" });
    expect(await refundsOf(id)).toEqual([100]);
  });

  it("is for admins alone", async () => {
    const id = await pay(2000);
    const confirmed = await ready(id, { amount: 500 });
    expect((await offerActions.run(viewer(), { type: "payment", id })).actions).toEqual([]);
    await expect(
      applyAction.run(viewer(), { ...confirmed, attempt: randomUUID() }),
    ).rejects.toMatchObject({ code: "forbidden" });
    expect(await refundsOf(id)).toEqual([]);
  });
});

describe("money that is reserved", () => {
  const hold = () => pay(6000, "&capture_method=manual");
  const plan = (id: string, action: string, values: object) =>
    planActionVerb.run(owner, { type: "payment", id, action, values });
  const confirm = async (id: string, action: string, values: object) => {
    const { ready: found } = await plan(id, action, values);
    const { basis = "", planHash = "" } = found ?? {};
    const attempt = randomUUID();
    const asked = { type: "payment", id, action, values, basis, planHash, attempt };
    return applyAction.run(owner, asked);
  };

  it("is offered to be captured or released, not to be refunded", async () => {
    const { actions } = await offerActions.run(owner, { type: "payment", id: await hold() });
    expect(actions.map(({ title }) => title)).toEqual(["Capture $60.00", "Release $60.00"]);
  });

  it("is captured in part, which releases the rest", async () => {
    const id = await hold();
    const { ready: planOfPart } = await plan(id, "capture", { amount: 4500 });
    expect(planOfPart?.effects[1]).toContain("$15.00 is released");
    expect((await plan(id, "capture", { amount: 6001 })).problem?.field).toBe("amount");
    expect((await confirm(id, "capture", { amount: 4500 })).message).toBe("$45.00 was captured.");
    expect(await stripe("GET", `/v1/payment_intents/${id}`)).toMatchObject({
      status: "succeeded",
      amount_received: 4500,
    });
    expect((await plan(id, "release", { reason: "abandoned" })).problem).not.toBeNull();
  });

  it("is released, after which nothing can be captured", async () => {
    const id = await hold();
    await confirm(id, "release", { reason: "abandoned" });
    expect(await stripe("GET", `/v1/payment_intents/${id}`)).toMatchObject({ status: "canceled" });
    await expect(confirm(id, "capture", { amount: 100 })).rejects.toMatchObject({
      code: "invalid",
    });
  });
});

describe("a refund whose answer is lost", () => {
  it("is not known to be done, blocks another one, and is done once when it is checked", async () => {
    const id = await pay(3000);
    const confirmed = { ...(await ready(id, { amount: 700 })), attempt: randomUUID() };
    sandbox.control.addFault({
      match: { method: "POST", path: "/v1/refunds" },
      drop: true,
      afterEffect: true,
      times: 20,
    });
    const outcome = await applyAction.run(owner, confirmed);
    expect(outcome.status).toBe("unknown");
    sandbox.control.clearFaults();
    await expect(
      applyAction.run(owner, { ...(await ready(id, { amount: 700 })), attempt: randomUUID() }),
    ).rejects.toMatchObject({ code: "conflict" });
    await test.admin.query(
      "update public.action_attempts set sent_at = now() - interval '5 minutes' where id = $1",
      [confirmed.attempt],
    );
    // The provider's refusal to answer now says nothing about the request before.
    sandbox.control.addFault({
      match: { method: "POST", path: "/v1/refunds" },
      status: 429,
      times: 20,
    });
    expect(await applyAction.run(owner, confirmed)).toMatchObject({ status: "unknown" });
    sandbox.control.clearFaults();
    const age = (created: string) =>
      test.admin.query(
        `update public.action_attempts set sent_at = now() - interval '5 minutes', begun_at = now() - $2::interval where id = $1`,
        [confirmed.attempt, created],
      );
    await age("21 hours"); // the provider may have forgotten the key, so that sending it would refund again
    expect(await applyAction.run(owner, confirmed)).toMatchObject({ status: "unknown" });
    expect(await resumeAttempts(services)).toBe(0);
    const ofPage = () => offerActions.run(owner, { type: "payment", id });
    expect((await ofPage()).attempts).toMatchObject([{ needsAnswer: true }]);
    await age("1 hour");
    const told = { id: confirmed.attempt, done: false };
    await expect(settleAction.run(owner, told)).rejects.toMatchObject({ code: "conflict" });
    expect(await resumeAttempts(services)).toBe(1);
    expect(await applyAction.run(owner, confirmed)).toMatchObject({ status: "succeeded" });
    expect(await refundsOf(id)).toEqual([700]);
  });

  it("is settled by a person who looked at the provider, after which it can be done again", async () => {
    const id = await pay(3000);
    const confirmed = { ...(await ready(id, { amount: 700 })), attempt: randomUUID() };
    const match = { method: "POST", path: "/v1/refunds" };
    sandbox.control.addFault({ match, drop: true, times: 20 });
    expect(await applyAction.run(owner, confirmed)).toMatchObject({ status: "unknown" });
    sandbox.control.clearFaults();
    await test.admin.query(
      "update public.action_attempts set begun_at = now() - interval '21 hours' where id = $1",
      [confirmed.attempt],
    );
    const told = { id: confirmed.attempt, done: false };
    await expect(settleAction.run(viewer(), told)).rejects.toMatchObject({ code: "forbidden" });
    expect(await settleAction.run(owner, told)).toMatchObject({ status: "failed" });
    const again = { ...(await ready(id, { amount: 700 })), attempt: randomUUID() };
    expect(await applyAction.run(owner, again)).toMatchObject({ status: "succeeded" });
    expect(await refundsOf(id)).toEqual([700]);
  });
});
