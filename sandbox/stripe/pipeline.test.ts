import { readFileSync } from "node:fs";

import type { Stripe } from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { StripeError } from "./errors.ts";
import { matchOperation } from "./router.ts";
import type { StripeSandbox } from "./server.ts";
import { EMPTY_ID, NORTHWIND_ID, PLATFORM_KEY, raw, sdk, startSandbox } from "./testing.ts";

let sandbox: StripeSandbox;
let stripe: Stripe;

beforeAll(async () => {
  sandbox = await startSandbox();
  sandbox.control.connect(EMPTY_ID);
  stripe = sdk(sandbox, PLATFORM_KEY, EMPTY_ID);
});
afterAll(() => sandbox.close());

describe("customers and lists", () => {
  it("creates, merges metadata, deletes, and shows a deleted customer as such", async () => {
    const made = await stripe.customers.create({
      name: "Ada",
      email: "ada@example.com",
      description: "First",
      metadata: { a: "1", b: "2" },
    });
    const changed = await stripe.customers.update(made.id, { metadata: { a: "", c: "3" } });
    expect(changed.metadata).toEqual({ b: "2", c: "3" });
    expect(changed.description).toBe("First");
    await stripe.customers.del(made.id);
    expect(await stripe.customers.retrieve(made.id)).toEqual(
      expect.objectContaining({ id: made.id, deleted: true }),
    );
  });

  it("walks all pages without loss or repetition", async () => {
    for (let index = 0; index < 13; index++)
      await stripe.customers.create({ name: `Customer ${index}` });
    const walked: string[] = [];
    for await (const customer of stripe.customers.list({ limit: 5 })) walked.push(customer.id);
    const all = (await stripe.customers.list({ limit: 100 })).data.map((row) => row.id);
    expect(walked).toEqual(all);
    expect(new Set(walked).size).toBe(walked.length);
    const [first, , third] = all;
    const newer = await stripe.customers.list({ ending_before: String(third), limit: 1 });
    expect(newer.data[0]?.id).toBe(all[1]);
    expect(newer.has_more).toBe(true);
    expect((await stripe.customers.list({ ending_before: String(first) })).data).toEqual([]);
  });

  it("filters by created", async () => {
    const [newest] = (await stripe.customers.list({ limit: 1 })).data;
    const created = newest?.created ?? 0;
    const after = await stripe.customers.list({ created: { gt: created } });
    expect(after.data).toEqual([]);
    const same = await stripe.customers.list({ created: { gte: created, lte: created } });
    expect(same.data.length).toBeGreaterThan(0);
  });
});

describe("the pipeline", () => {
  it("opens an account by the key that its page shows, and no other account", async () => {
    const page = await (await fetch(`${sandbox.url}/?account=${EMPTY_ID}`)).text();
    const key = /rk_test_\w+/.exec(page)?.[0] ?? "";
    const own = sdk(sandbox, key);
    expect((await own.accounts.retrieveCurrent()).id).toBe(EMPTY_ID);
    await expect(sdk(sandbox, key, NORTHWIND_ID).balance.retrieve()).rejects.toMatchObject({
      statusCode: 403,
    });
  });

  it("refuses live keys with 401 and says why", async () => {
    for (const key of ["sk_live_abcdefgh1234", "rk_live_abcdefgh1234", "pk_live_abcdefgh1234"]) {
      const answer = await raw(sandbox, "GET", "/v1/charges", "", {
        Authorization: `Bearer ${key}`,
      });
      expect(answer.status).toBe(401);
      expect(answer.text).toContain("test keys only");
      expect(answer.text).not.toContain("abcdefgh");
    }
  });

  it("answers 501 for an operation it does not perform, never a fake success", async () => {
    const answer = await raw(sandbox, "POST", "/v1/payouts", "amount=100&currency=usd");
    expect(answer.status).toBe(501);
    expect(answer.body["error"]).toMatchObject({
      type: "api_error",
      message: "not implemented in the sandbox: Payout.create",
    });
  });

  it("answers 501 for every operation of the SDK that it does not serve, and 404 for other URLs", async () => {
    const file = new URL("../../lib/providers/stripe/api/operations.gen.json", import.meta.url);
    const { operations } = JSON.parse(readFileSync(file, "utf8")) as {
      operations: Record<string, { m: string; p: string }>;
    };
    const wrong: string[] = [];
    let unserved = 0;
    for (const [key, { m, p }] of Object.entries(operations)) {
      const path = p.replaceAll(/\{\w+\}/g, "id_1");
      try {
        matchOperation(m, path);
      } catch (error) {
        unserved += 1;
        if (!(error instanceof StripeError) || error.status !== 501) wrong.push(key);
      }
    }
    expect(unserved).toBeGreaterThan(100);
    expect(wrong).toEqual([]);
    const other = await raw(sandbox, "GET", "/v1/nothing_of_stripe");
    expect(other.status).toBe(404);
    const vault = await raw(sandbox, "POST", "/v2/core/accounts", "");
    expect(vault.status).toBe(501);
  });

  it("refuses a known parameter that it would otherwise ignore", async () => {
    const form = "amount=2000&currency=usd&application_fee_amount=100";
    const answer = await raw(sandbox, "POST", "/v1/payment_intents", form);
    expect(answer.status).toBe(501);
    expect(answer.body["error"]).toMatchObject({ param: "application_fee_amount" });
  });

  it("replays an idempotent call, also a decline, and refuses other parameters", async () => {
    const form = "amount=2000&currency=usd&confirm=true&payment_method=pm_card_chargeDeclined";
    const headers = { "Idempotency-Key": "key-1" };
    const first = await raw(sandbox, "POST", "/v1/payment_intents", form, headers);
    const second = await raw(sandbox, "POST", "/v1/payment_intents", form, headers);
    expect([first.status, second.status]).toEqual([402, 402]);
    expect(second.text).toBe(first.text);
    expect(second.headers.get("idempotent-replayed")).toBe("true");
    expect(second.headers.get("original-request")).toBe(first.headers.get("request-id"));
    expect(second.headers.get("request-id")).not.toBe(first.headers.get("request-id"));
    const other = await raw(
      sandbox,
      "POST",
      "/v1/payment_intents",
      `${form}&description=x`,
      headers,
    );
    expect(other.status).toBe(400);
    expect(other.body["error"]).toMatchObject({ type: "idempotency_error" });
  });

  it("answers 409 while the first call with a key still runs", async () => {
    sandbox.control.addFault({ match: { path: "/v1/customers" }, delayMs: 300, times: 1 });
    const headers = { "Idempotency-Key": "key-2" };
    const slow = raw(sandbox, "POST", "/v1/customers", "name=A", headers);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const fast = await raw(sandbox, "POST", "/v1/customers", "name=A", headers);
    expect(fast.status).toBe(409);
    expect(fast.body["error"]).toMatchObject({ code: "idempotency_key_in_use" });
    expect((await slow).status).toBe(200);
  });

  it("echoes version, request and key, and pretty-prints", async () => {
    const answer = await raw(sandbox, "POST", "/v1/customers", "name=A", {
      "Idempotency-Key": "key-3",
      "Stripe-Version": "2024-06-20",
    });
    expect(answer.headers.get("stripe-version")).toBe("2024-06-20");
    expect(answer.headers.get("idempotency-key")).toBe("key-3");
    expect(answer.headers.get("request-id")).toMatch(/^req_\w{14}$/);
    expect(answer.text).toContain('{\n  "id": "cus_');
  });

  it("injects faults for retry tests", async () => {
    sandbox.control.addFault({
      match: { method: "GET", path: "/v1/balance" },
      status: 429,
      times: 1,
    });
    const limited = await raw(sandbox, "GET", "/v1/balance");
    expect(limited.status).toBe(429);
    expect(limited.headers.get("stripe-rate-limited-reason")).toBe("global-rate");
    expect((await raw(sandbox, "GET", "/v1/balance")).status).toBe(200);
    sandbox.control.addFault({ match: { path: "/v1/balance" }, drop: true, times: 1 });
    await expect(raw(sandbox, "GET", "/v1/balance")).rejects.toThrow("fetch failed");
  });

  it("gives the same ids for the same seed and calls", async () => {
    const ids = await Promise.all(
      [1, 2].map(async () => {
        const twin = await startSandbox({ clock: () => 1_800_000_000_000 });
        const made = await sdk(twin).customers.create({ name: "Same" });
        await twin.close();
        return made.id;
      }),
    );
    expect(ids[0]).toBe(ids[1]);
  });
});
