import { describe, expect, it } from "vitest";

import type { ExecuteOptions } from "./execute";
import { connection, list, read, setUp, write } from "./execute-harness";

describe("pages", () => {
  it("reads the page that the last one pointed to, and says which one is next", async () => {
    const { execute, sent } = setUp([list([{ id: "cus_1", object: "customer" }], true), list()]);
    const first = await execute(connection, "customers.list", { limit: 1 }, read);
    expect(first.nextCursor).toBe("cus_1");
    const cursor = first.nextCursor ?? "";
    const last = await execute(connection, "customers.list", { limit: 1 }, { ...read, cursor });
    expect(sent.map(({ url }) => new URL(url).search)).toEqual([
      "?limit=1",
      "?limit=1&starting_after=cus_1",
    ]);
    expect(last.nextCursor).toBeNull();
    expect(last.plan.planHash).not.toBe(first.plan.planHash);
  });

  it("refuses a page of what has none", async () => {
    const { execute, sent } = setUp([list()]);
    await expect(
      execute(connection, "account.get", {}, { ...read, cursor: "cus_1" }),
    ).rejects.toMatchObject({ code: "invalid" });
    expect(sent).toEqual([]);
  });
});

describe("a plan", () => {
  it("shows exactly what would be sent, and sends nothing", async () => {
    const { execute, sent, audits } = setUp([]);
    const { plan } = await execute(
      connection,
      "refunds.create",
      { charge: "ch_1", amount: 500 },
      { mode: "plan" },
    );
    expect(plan).toMatchObject({
      operation: "acme.refunds.create",
      effect: "destructive",
      connection: "conn_1",
      account: "acct_1",
      livemode: false,
      apiVersion: "2026-01",
      line: "POST /v1/refunds",
      body: { charge: "ch_1", amount: 500 },
    });
    expect(plan.planHash).toMatch(/^[0-9a-f]{64}$/);
    expect([sent, audits]).toEqual([[], []]);
  });

  it("has a hash that moves with connection, account, mode, input and nothing else", async () => {
    const { execute } = setUp([]);
    const hash = async (input: unknown, change: object = {}, options: object = {}) => {
      const full: ExecuteOptions & { mode: "plan" } = { ...options, mode: "plan" };
      return (await execute({ ...connection, ...change }, "refunds.create", input, full)).plan
        .planHash;
    };
    const base = await hash({ charge: "ch_1", amount: 5 });
    expect(await hash({ amount: 5, charge: "ch_1" }, {}, { idempotencyKey: "k" })).toBe(base);
    const others = [
      await hash({ charge: "ch_1", amount: 6 }),
      await hash({ charge: "ch_1" }),
      await hash({ charge: "ch_1", amount: 5 }, { id: "conn_2" }),
      await hash({ charge: "ch_1", amount: 5 }, { account: "acct_2" }),
      await hash({ charge: "ch_1", amount: 5 }, { livemode: true }),
    ];
    expect(new Set([base, ...others]).size).toBe(6);
  });

  it("that was approved is what is sent, or nothing is", async () => {
    const { execute, sent } = setUp([Response.json({ id: "re_1" })]);
    const input = { charge: "ch_1", amount: 5 };
    const { plan } = await execute(connection, "refunds.create", input, { mode: "plan" });
    const changed = { ...input, amount: 6 };
    await expect(
      execute(connection, "refunds.create", changed, { ...write, planHash: plan.planHash }),
    ).rejects.toMatchObject({ code: "conflict" });
    expect(sent).toHaveLength(0);
    await execute(connection, "refunds.create", input, { ...write, planHash: plan.planHash });
    expect(sent).toHaveLength(1);
  });
});

describe("input", () => {
  it.each([
    ["charges.list", { limit: 1_000 }, /“limit”/],
    ["charges.get", { id: "../x" }, /“id”: must be an id such as ch_/],
    ["charges.list", { nope: 1 }, /nope/],
    ["refunds.create", {}, /“charge”/],
  ])("of %s as %j is refused by name", async (key, input, message) => {
    const { execute, sent } = setUp([]);
    const result = execute(connection, key, input, write);
    await expect(result).rejects.toMatchObject({ name: "AppError", code: "invalid" });
    await expect(result).rejects.toThrow(message);
    expect(sent).toHaveLength(0);
  });

  it.each(["nope", "constructor", "__proto__"])("does not know operation %s", async (key) => {
    const { execute } = setUp([]);
    await expect(execute(connection, key, {}, read)).rejects.toMatchObject({ code: "not_found" });
  });
});
