import { describe, expect, it } from "vitest";
import * as z from "zod";

import { createExecutor } from "./execute";
import type {
  AuditEntry,
  CredentialsPort,
  ExecuteOptions,
  ExecuteTrace,
  ExecutorOptions,
} from "./execute";
import { sendHttp } from "./http";
import { stripeAdapter } from "./stripe";
import { defineOperation } from "./types";
import type { Idempotency, Operation, ProviderAdapter } from "./types";

const refundInput = z.strictObject({ charge: z.string(), amount: z.int().positive().optional() });
type Refund = z.output<typeof refundInput>;

function refund(idempotency: Idempotency<Refund>): Operation {
  return defineOperation({
    title: "Refund a payment",
    description: "Moves money back.",
    effect: "destructive",
    input: refundInput,
    output: z.looseObject({ id: z.string() }),
    idempotency,
    request: ({ charge, amount }) => ({
      method: "POST",
      path: "/v1/refunds",
      form: { charge, amount },
    }),
    respond: (body) => body,
    examples: [{ input: { charge: "ch_1" }, request: "POST /v1/refunds", body: { id: "re_1" } }],
  });
}

/** Stripe's adapter with one write, over a transport that answers what the test says. */
function adapterWith(idempotency: Idempotency<Refund>): ProviderAdapter {
  return {
    name: "acme",
    baseUrl: "https://api.acme.example",
    manifest: { ...stripeAdapter.manifest, id: "acme", name: "Acme", apiVersion: "2026-01" },
    operations: { ...stripeAdapter.operations, "refunds.create": refund(idempotency) },
    events: {},
    identify: "account.get",
    getAuthHeaders: (credentials) => ({ authorization: `Bearer ${credentials.pat ?? ""}` }),
    validateCredentials: () => ({ valid: true }),
    request: (credentials, options) => stripeAdapter.request(credentials, options),
    testConnection: async () => ({ success: true }),
    parseRateLimit: () => undefined,
    send(request, credentials, context) {
      return sendHttp(
        "https://api.acme.example",
        request,
        this.getAuthHeaders(credentials),
        context,
      );
    },
    classify: (response, now) => stripeAdapter.classify(response, now),
    operationForEndpoint: () => undefined,
  };
}

const connection = {
  id: "conn_1",
  provider: "acme",
  workspace: "ws_1",
  account: "acct_1",
  livemode: false,
};
const NOW = new Date("2026-11-20T12:00:00Z");

function setUp(
  answers: readonly (Response | Error)[],
  more: Partial<ExecutorOptions> = {},
  idempotency: Idempotency<Refund> = { by: "header", name: "Idempotency-Key" },
) {
  const sent: { url: string; headers: Headers; body: string }[] = [];
  const traces: ExecuteTrace[] = [];
  const audits: AuditEntry[] = [];
  const sleeps: number[] = [];
  const adapter = adapterWith(idempotency);
  const execute = createExecutor({
    provider: () => adapter,
    credentials: { resolve: async () => ({ pat: "token-one" }) },
    approvals: { authorize: async () => ({ allowed: true }) },
    trace: (entry) => traces.push(entry),
    audit: (entry) => void audits.push(entry),
    clock: () => NOW,
    sleep: async (ms) => void sleeps.push(ms),
    fetch: async (url, init) => {
      sent.push({
        url: String(url instanceof Request ? url.url : url),
        headers: new Headers(init?.headers),
        body: typeof init?.body === "string" ? init.body : "",
      });
      const answer = answers[Math.min(sent.length, answers.length) - 1];
      if (answer instanceof Response) return answer.clone();
      throw answer ?? new TypeError("fetch failed");
    },
    ...more,
  });
  return { execute, sent, traces, audits, sleeps, adapter };
}

const read = { mode: "apply" } as const;
const write = { mode: "apply", idempotencyKey: "run-1" } as const;
const list = (items: unknown[] = [], has_more = false) =>
  Response.json({ object: "list", data: items, has_more }, { headers: { "request-id": "req_9" } });

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

describe("a read", () => {
  it("needs no approval and says where the next page is", async () => {
    const charge = { id: "ch_9", object: "charge" };
    const { execute, traces, audits } = setUp([list([charge], true)], { approvals: undefined });
    const result = await execute(connection, "charges.list", {}, read);
    expect(result).toMatchObject({ status: 200, requestId: "req_9", nextCursor: "ch_9" });
    expect(result.drift).not.toHaveLength(0);
    expect(result.output).toMatchObject({ data: [charge] });
    expect(traces).toMatchObject([
      { operation: "acme.charges.list", status: 200, outcome: "ok", requestId: "req_9" },
    ]);
    expect(audits).toHaveLength(0);
  });

  it("is repeated after a network error and a 500, at most twice", async () => {
    const { execute, sent, sleeps } = setUp([
      new TypeError("fetch failed"),
      new Response("", { status: 500 }),
      list(),
    ]);
    await execute(connection, "charges.list", {}, read);
    expect([sent.length, sleeps.length]).toEqual([3, 2]);
  });

  it("gives up with a reason that can be acted on", async () => {
    const { execute, sent } = setUp([new TypeError("fetch failed")]);
    const result = execute(connection, "charges.list", {}, read);
    await expect(result).rejects.toMatchObject({
      code: "upstream",
      apiCode: "NETWORK_ERROR",
      retryable: true,
      action: "retry",
      indeterminate: false,
    });
    expect(sent).toHaveLength(3);
  });

  it("does not sleep through a limit but says when to return", async () => {
    const headers = { "retry-after": "30" };
    const { execute, sent, sleeps } = setUp([new Response("{}", { status: 429, headers })]);
    await expect(execute(connection, "charges.list", {}, read)).rejects.toMatchObject({
      code: "rate_limited",
      retryAt: new Date(NOW.getTime() + 30_000),
    });
    expect([sent.length, sleeps.length]).toEqual([1, 0]);
  });

  it("asks for a fresh credential once when the old one is refused, and names that one", async () => {
    const asked: unknown[] = [];
    const resolve: CredentialsPort["resolve"] = async (_connection, { refresh, refused }) => {
      asked.push([refresh, refused?.pat]);
      return { pat: refresh ? "token-two" : "token-one", refresh_token: "rt" };
    };
    const { execute, sent } = setUp([new Response("{}", { status: 401 }), list()], {
      credentials: { resolve },
    });
    await execute(connection, "charges.list", {}, read);
    expect(asked).toEqual([
      [false, undefined],
      [true, "token-one"],
    ]);
    expect(sent[1]?.headers.get("authorization")).toBe("Bearer token-two");
  });

  it("does not go out with a credential that cannot work", async () => {
    const { execute, sent, adapter } = setUp([]);
    adapter.validateCredentials = () => ({ valid: false, error: "The key is too short." });
    await expect(execute(connection, "charges.list", {}, read)).rejects.toMatchObject({
      code: "upstream",
      apiCode: "INVALID_CREDENTIALS",
      action: "reconnect",
      message: "The key is too short.",
    });
    expect(sent).toHaveLength(0);
  });

  it("stops when it is cancelled", async () => {
    const controller = new AbortController();
    const { execute, sent } = setUp([new TypeError("fetch failed")], {
      sleep: async () => controller.abort(),
    });
    await expect(
      execute(connection, "charges.list", {}, { ...read, signal: controller.signal }),
    ).rejects.toMatchObject({ retryable: false });
    expect(sent.length).toBeLessThanOrEqual(2);
  });
});

describe("a write", () => {
  const input = { charge: "ch_1" };

  it("is refused without an approval, and the refusal is recorded", async () => {
    const { execute, sent, audits } = setUp([], { approvals: undefined });
    await expect(execute(connection, "refunds.create", input, write)).rejects.toMatchObject({
      code: "forbidden",
    });
    const { execute: asked } = setUp([], {
      approvals: { authorize: async () => ({ allowed: false, reason: "Only admins refund." }) },
    });
    await expect(asked(connection, "refunds.create", input, write)).rejects.toThrow(
      "Only admins refund.",
    );
    expect(sent).toHaveLength(0);
    expect(audits).toMatchObject([{ outcome: "refused" }]);
  });

  it("carries its key through every repetition", async () => {
    const { execute, sent, audits } = setUp([
      new Response("{}", { status: 500 }),
      Response.json({ id: "re_1" }),
    ]);
    const actor = { kind: "user", id: "u1" } as const;
    await execute(connection, "refunds.create", input, { ...write, actor });
    expect(sent.map(({ headers }) => headers.get("idempotency-key"))).toEqual(["run-1", "run-1"]);
    expect(audits).toMatchObject([{ outcome: "applied", actor }]);
  });

  it("is not sent without a key", async () => {
    const { execute, sent } = setUp([]);
    await expect(execute(connection, "refunds.create", input, read)).rejects.toThrow(
      /idempotency key/,
    );
    expect(sent).toHaveLength(0);
  });

  it.each([400, 402])("is not repeated after %i", async (status) => {
    const { execute, sent, audits } = setUp([new Response("{}", { status })]);
    await expect(execute(connection, "refunds.create", input, write)).rejects.toMatchObject({
      code: "invalid",
      action: "fix-input",
    });
    expect(sent).toHaveLength(1);
    expect(audits).toMatchObject([{ outcome: "failed" }]);
  });

  it("that cannot be repeated safely ends as unknown", async () => {
    const { execute, sent, audits } = setUp([new TypeError("fetch failed")], {}, { by: "none" });
    await expect(execute(connection, "refunds.create", input, read)).rejects.toMatchObject({
      indeterminate: true,
      retryable: false,
    });
    expect(sent).toHaveLength(1);
    expect(audits).toMatchObject([{ outcome: "indeterminate" }]);
  });

  it("looks first where the provider has no keys", async () => {
    const lookup: Idempotency<Refund> = {
      by: "lookup",
      find: (_input, key) => ({ method: "GET", path: "/v1/refunds", query: { key } }),
      hit: (body) => z.object({ data: z.array(z.unknown()) }).parse(body).data[0],
    };
    const found = setUp([Response.json({ data: [{ id: "re_0" }] })], {}, lookup);
    const earlier = await found.execute(connection, "refunds.create", input, write);
    expect(earlier.output).toEqual({ id: "re_0" });
    expect(found.sent).toHaveLength(1);
    const fresh = setUp([Response.json({ data: [] }), Response.json({ id: "re_1" })], {}, lookup);
    const made = await fresh.execute(connection, "refunds.create", input, write);
    expect(made.output).toEqual({ id: "re_1" });
    const refused = setUp([Response.json({}, { status: 403 })], {}, lookup);
    await expect(refused.execute(connection, "refunds.create", input, write)).rejects.toThrow(
      /could not be looked up; a retry looks again/,
    );
    expect(refused.sent).toHaveLength(1);
  });
});
