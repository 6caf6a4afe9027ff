import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { hasConsent, releaseMove, reserveMove, type MoveWish } from "@/lib/db/allowed-moves";

import { startTestStack, type TestStack, type TestUser } from "./stack";

/** Amounts that are reserved for requests within an auto-approval limit. */
let test: TestStack;
let ada: TestUser;
let automationId: string;
beforeAll(async () => {
  test = await startTestStack();
  ada = await test.signUp("ada");
});
afterAll(() => test.stop());
beforeEach(async () => {
  const { rows } = await test.admin.query<{ id: string }>(
    `insert into public.automations (workspace_id, name, allowed_money, allowed_version, allowed_by)
     values ($1, 'Refund', true, 1, $2) returning id`,
    [ada.workspace, ada.sub],
  );
  automationId = rows[0]?.id ?? "";
});

/** A step of a new run that moves $30 of at most $50 a day. */
async function wish(): Promise<MoveWish> {
  const runId = randomUUID();
  await test.admin.query(
    "insert into public.runs (id, workspace_id, automation_id, version, trigger_key, trigger) values ($1, $2, $3, 1, 'k' || gen_random_uuid(), '{}')",
    [runId, ada.workspace, automationId],
  );
  return {
    runId,
    key: "refund",
    planHash: "a".repeat(64),
    workspaceId: ada.workspace,
    automationId,
    version: 1,
    currency: "usd",
    amount: 3000,
    perDay: 5000,
  };
}
const reserve = (one: MoveWish) => test.db.withService((trx) => reserveMove(trx, one));
const consented = (one: MoveWish) => test.db.withService((trx) => hasConsent(trx, one));
const hoursAgo = ({ runId }: MoveWish, hours: number) =>
  test.admin.query(
    "update public.allowed_moves set reserved_at = clock_timestamp() - $2 * interval '1 hour' where run_id = $1",
    [runId, hours],
  );

describe("an amount", () => {
  it("counts for 24 hours", async () => {
    const [first, second] = [await wish(), await wish()];
    expect(await reserve(first)).toBe("reserved");
    await hoursAgo(first, 23);
    expect(await reserve(second)).toBe("over-day");
    await hoursAgo(first, 25);
    expect(await reserve(second)).toBe("reserved");
  });

  it("is not reserved by an auto-approval limit for lists", async () => {
    await test.admin.query(
      "update public.automations set allowed_money = false, allowed_items = 12 where id = $1",
      [automationId],
    );
    expect(await reserve(await wish())).toBe("not-allowed");
  });

  it("makes the next worker wait until it is committed", async () => {
    const [first, second] = [await wish(), await wish()];
    const reserved = Promise.withResolvers<void>();
    const commit = Promise.withResolvers<void>();
    const one = test.db.withService(async (trx) => {
      const outcome = await reserveMove(trx, first);
      reserved.resolve();
      await commit.promise;
      return outcome;
    });
    await reserved.promise;
    const other = reserve(second);
    await Promise.race([other, new Promise((resolve) => setTimeout(resolve, 500))]);
    commit.resolve();
    expect([await one, await other]).toEqual(["reserved", "over-day"]);
  });
});

describe("a reserved amount", () => {
  it("lets its own request be sent, and no other one", async () => {
    const one = await wish();
    expect(await consented(one)).toBe(false);
    await reserve(one);
    expect(await consented(one)).toBe(true);
    expect(await consented({ ...one, planHash: "b".repeat(64) })).toBe(false);
    expect(await consented({ ...one, key: "again" })).toBe(false);
  });

  it("lets nothing be sent once it is released", async () => {
    const one = await wish();
    await reserve(one);
    await test.db.withService((trx) => releaseMove(trx, one));
    expect(await consented(one)).toBe(false);
  });

  it("lets nothing be sent a day later", async () => {
    const one = await wish();
    await reserve(one);
    await hoursAgo(one, 25);
    expect(await consented(one)).toBe(false);
  });
});
