import { Stripe } from "stripe";
import { describe, expect, it } from "vitest";
import * as z from "zod";

import { listOperations, operationOf } from "../../catalogue";
import type { AuditEntry } from "../../execute";
import { createExecutor } from "../../execute";
import { issuesOf } from "../../issues";
import type { Operation } from "../../types";
import { StripeAdapter } from "../index";
import { overlays } from "./curated/all";
import { operationsFile } from "./files";
import { catalogue } from "./index";

const operation = (key: string): Operation => {
  const found = catalogue.find(key);
  if (!found) throw new Error(`There is no ${key}.`);
  return found;
};

/** The parsed input, or its issues as one text. */
function read(key: string, input: unknown): unknown {
  const result = operation(key).input.safeParse(input);
  if (result.success) return result.data;
  return issuesOf(result.error)
    .map(({ path, message }) => `${path.map(String).join(".")}: ${message}`)
    .join("; ");
}

function executorFor(answer: unknown) {
  const sent: { readonly line: string; readonly body: string; readonly key: string | null }[] = [];
  const audits: AuditEntry[] = [];
  const adapter = new StripeAdapter({ apiBase: "http://127.0.0.1:12111" });
  const execute = createExecutor({
    provider: () => adapter,
    credentials: { resolve: async () => ({ pat: "sk_test_1234567890abcdef" }) },
    approvals: { authorize: async ({ plan }) => ({ allowed: plan.effect === "write" }) },
    audit: (entry) => void audits.push(entry),
    sleep: async () => {},
    fetch: async (url, init) => {
      const address = new URL(url instanceof Request ? url.url : url);
      sent.push({
        line: `${init?.method} ${address.pathname}${address.search}`,
        body: typeof init?.body === "string" ? init.body : "",
        key: new Headers(init?.headers).get("idempotency-key"),
      });
      return Response.json(answer);
    },
  });
  return { execute, sent, audits };
}
const connection = { id: "c1", provider: "stripe", account: "acct_1", livemode: false };

describe("an operation that nobody wrote", () => {
  it("is planned, gated, sent once with its key, audited and redacted", async () => {
    const answer = { id: "Z4OV52SU", object: "coupon", client_secret: "x", percent_off: 10 };
    const { execute, sent, audits } = executorFor(answer);
    const input = { percent_off: "10", duration: "once", metadata: { code: "007" } };
    const { plan } = await execute(connection, "coupons.create", input, { mode: "plan" });
    expect(plan).toMatchObject({
      operation: "stripe.coupons.create",
      effect: "write",
      line: "POST /v1/coupons",
      body: { percent_off: 10, duration: "once", metadata: { code: "007" } },
    });
    const options = { mode: "apply", idempotencyKey: "run-1", planHash: plan.planHash } as const;
    const applied = await execute(connection, "coupons.create", input, options);
    expect(applied.output).toEqual({ id: "Z4OV52SU", object: "coupon", percent_off: 10 });
    expect(applied.drift).toEqual([]);
    expect(sent.map(({ line, key }) => [line, key])).toEqual([["POST /v1/coupons", "run-1"]]);
    expect(audits.map(({ outcome }) => outcome)).toEqual(["applied"]);
  });

  it("is refused without an approval if it cannot be taken back", async () => {
    const { execute, sent, audits } = executorFor({});
    const options = { mode: "apply", idempotencyKey: "run-1" } as const;
    await expect(execute(connection, "coupons.delete", { id: "c" }, options)).rejects.toMatchObject(
      { code: "forbidden" },
    );
    expect([sent, audits.map(({ outcome }) => outcome)]).toEqual([[], ["refused"]]);
  });

  it("warns in its plan about a value that Stripe does not document", async () => {
    const { execute } = executorFor({});
    const planOf = async (input: object) =>
      (await execute(connection, "coupons.create", input, { mode: "plan" })).plan;
    const odd = await planOf({ percent_off: 5, duration: "onse" });
    expect(odd.warnings).toEqual([
      "“duration”: Stripe documents no value “onse”. Did you mean “once”?",
    ]);
    expect(await planOf({ percent_off: 5, duration: "once" })).not.toHaveProperty("warnings");
  });

  it("is final if its input makes it so", async () => {
    const { execute } = executorFor({});
    const effectOf = async (input: object) => {
      const { plan } = await execute(connection, "payment_intents.create", input, { mode: "plan" });
      return plan.effect;
    };
    expect(await effectOf({ amount: 100, currency: "usd" })).toBe("write");
    expect(await effectOf({ amount: 100, currency: "usd", confirm: "true" })).toBe("destructive");
  });

  it("sends JSON to the second version of the API, and parameters of GET and DELETE in the query", async () => {
    const { execute, sent } = executorFor({ id: "1", data: [] });
    const options = { mode: "apply", idempotencyKey: "run-1" } as const;
    const account = { display_name: "Ada", metadata: { plan: null } };
    await execute(connection, "v2.core.accounts.update", { id: "acct_1", ...account }, options);
    await execute(connection, "v2.core.accounts.list", { limit: 2 }, options);
    await execute(connection, "customers.delete_discount", { id: "cus_1" }, options);
    expect(sent).toEqual([
      { line: "POST /v2/core/accounts/acct_1", body: JSON.stringify(account), key: "run-1" },
      { line: "GET /v2/core/accounts?limit=2", body: "", key: null },
      { line: "DELETE /v1/customers/cus_1/discount", body: "", key: null },
    ]);
  });

  it("runs in test mode only if it is a test helper", async () => {
    const { execute } = executorFor({});
    const helper = "test_helpers.customers.fund_cash_balance";
    const input = { id: "cus_1", amount: 100, currency: "usd" };
    const plan = { mode: "plan" } as const;
    await expect(execute(connection, helper, input, plan)).resolves.toBeDefined();
    await expect(
      execute({ ...connection, livemode: true }, helper, input, plan),
    ).rejects.toMatchObject({ code: "invalid", message: expect.stringContaining("test mode") });
  });
});

describe("looking up", () => {
  it("takes an operation that was written by hand before a derived one", () => {
    const adapter = new StripeAdapter();
    expect(operationOf(adapter, "charges.list")).toBe(adapter.operations["charges.list"]);
    expect(operationOf(adapter, "coupons.list")).toBe(catalogue.find("coupons.list"));
  });

  it("speaks the version of the API that the SDK and the plans have", () => {
    const { apiVersion } = new StripeAdapter().manifest;
    expect([operationsFile().version.api, Stripe.API_VERSION]).toEqual([apiVersion, apiVersion]);
    expect(operationsFile().version.sdk).toBe(Stripe.PACKAGE_VERSION);
  });

  it("names five similar operations for an unknown key", async () => {
    const { execute } = executorFor({});
    const failure = execute(connection, "coupon.creat", {}, { mode: "plan" });
    await expect(failure).rejects.toThrow(
      /^Stripe has no operation “coupon.creat”. Similar: coupons.create,/,
    );
    await expect(failure).rejects.toThrow(/Similar: (?:[a-z_.]+, ){4}[a-z_.]+\.$/);
  });

  it.each([
    ["tokens.create", "takes card numbers"],
    ["apps.secrets.list", "secrets of another app"],
    ["files.create", "uploads a file"],
    ["invoices.get_upcoming", "Use invoices.create_preview"],
  ])("says why %s is not offered", async (key, reason) => {
    const { execute } = executorFor({});
    const failure = execute(connection, key, {}, { mode: "plan" });
    await expect(failure).rejects.toMatchObject({
      code: "forbidden",
      message: expect.stringContaining(reason),
    });
  });

  it("knows no names of the language", () => {
    for (const key of ["__proto__", "constructor", "toString"])
      expect([catalogue.find(key), catalogue.refusal(key)]).toEqual([undefined, null]);
  });

  it("keeps about fifty operations, and gives the same one again", () => {
    const first = operation("coupons.create");
    expect(operation("coupons.create")).toBe(first);
    for (const { key } of catalogue.list().slice(0, 60)) operation(key);
    expect(operation("coupons.create")).not.toBe(first);
  });

  it("titles every operation differently", () => {
    const titles = listOperations(new StripeAdapter()).map(({ title }) => title);
    expect(titles.length).toBeGreaterThan(580);
    const twice = titles.filter((title, at) => titles.indexOf(title) !== at);
    expect(twice).toEqual([]);
    expect(titles.filter((title) => !/^[A-Z]/.test(title))).toEqual([]);
  });
});

describe("an input", () => {
  it("takes numbers and booleans from text, where the field takes no text", () => {
    const given = {
      id: "sub_1",
      items: [{ quantity: "2" }],
      cancel_at_period_end: "true",
      trial_end: "1700000000",
      metadata: { a: "007" },
    };
    expect(read("subscriptions.update", given)).toEqual({
      ...given,
      items: [{ quantity: 2 }],
      cancel_at_period_end: true,
      trial_end: 1_700_000_000,
    });
    const now = { id: "sub_1", trial_end: "now" };
    expect(read("subscriptions.update", now)).toEqual(now);
  });

  it("names the place of a problem inside a union", () => {
    expect(read("transfers.list", { created: { gt: "soon" } })).toBe(
      "created.gt: Invalid input: expected number, received string",
    );
    expect(read("subscriptions.update", { id: "sub_1", trial_end: "tomorrow" })).toBe(
      'trial_end: must be "now" or number',
    );
    expect(read("subscriptions.update", { id: "sub_1", items: [{ prise: "x" }] })).toBe(
      "items.0: There is no field “prise”. Did you mean “price”?",
    );
  });

  it.each(["", ".", "..", "a\nb", "a\u0000"])("refuses the id %j", (id) => {
    expect(read("coupons.get", { id })).toMatch(/^id: /);
  });

  it("keeps an id inside its part of the path", () => {
    expect(operation("coupons.get").request({ id: "a/b?c#d" }).path).toBe(
      "/v1/coupons/a%2Fb%3Fc%23d",
    );
  });

  it("refuses card and bank data at any depth, but not the number of an invoice", () => {
    const card = { number: "4242424242424242", exp_month: 1, exp_year: 2030 };
    expect(read("payment_methods.create", { type: "card", card })).toMatch(
      /^card.number: holds card/,
    );
    expect(read("accounts.update", { id: "acct_1", individual: { id_number: "1" } })).toMatch(
      /^individual.id_number: holds card/,
    );
    expect(read("invoices.create", { number: "A-1" })).toEqual({ number: "A-1" });
  });

  it.each([
    [
      "payment_intents.create",
      { payment_method_types: ["card"] },
      "version 23.0.0",
      "allowed_payment_method_types",
    ],
    ["promotion_codes.create", { coupon: "c" }, "removed “coupon”", "promotion[coupon]"],
    ["subscriptions.create", { coupon: "c" }, "removed “coupon”", "discounts"],
    ["checkout.sessions.create", { ui_mode: "hosted" }, "hosted", "hosted_page"],
    [
      "subscriptions.update",
      { id: "s", billing_cycle_anchor: "now" },
      "an object",
      '{"type": "now"}',
    ],
    ["customers.create", { coupon: "c" }, "removed “coupon”", ""],
  ])("says how %s replaces %j", (key, input, problem, instead) => {
    const issues = String(read(key, input));
    expect(issues).toContain(problem);
    expect(issues).toContain(instead);
  });

  it("warns about a value that no enum lists, and takes it", () => {
    const create = operation("checkout.sessions.create");
    expect(create.input.safeParse({ mode: "payments" }).success).toBe(true);
    expect(create.warnings?.({ mode: "payments" })).toEqual([
      "“mode”: Stripe documents no value “payments”. Did you mean “payment”?",
    ]);
    expect(create.warnings?.({ mode: "payment", line_items: [{ price: "p" }] })).toEqual([]);
  });
});

describe("an answer", () => {
  it("may have new values and fields", () => {
    const body = {
      id: "re_1",
      object: "refund",
      amount: 1,
      reason: "brand_new",
      charge: { id: "ch" },
    };
    expect(operation("refunds.get").output.safeParse({ ...body, extra: true }).success).toBe(true);
    expect(operation("refunds.get").output.safeParse({ ...body, amount: "1" }).success).toBe(false);
  });

  it("has pages by the last id, by a token or by an address of the same host", () => {
    const page = (key: string) => operation(key).page;
    const get = { method: "GET", path: "/x", query: { limit: 2, ending_before: "a" } } as const;
    const two = { has_more: true, data: [{ id: "a" }, { id: "b" }] };
    expect(page("coupons.list")?.cursor(two)).toBe("b");
    expect(page("coupons.list")?.cursor({ ...two, has_more: false })).toBeNull();
    expect(page("coupons.list")?.apply(get, "b").query).toEqual({ limit: 2, starting_after: "b" });
    const search = page("customers.search");
    expect(search?.cursor({ has_more: true, data: [], next_page: "t" })).toBe("t");
    expect(search?.apply(get, "t").query).toEqual({ limit: 2, page: "t" });
    const second = page("v2.core.accounts.list");
    expect(second?.cursor({ data: [], next_page_url: null })).toBeNull();
    expect(second?.apply(get, "https://evil.example/v2?page=p&limit=2")).toEqual({
      ...get,
      query: { page: "p", limit: "2" },
    });
    expect(page("accounts.list_capabilities")).toBeUndefined();
  });

  it("leaves out the address that signs somebody in", () => {
    const link = operation("accounts.create_login_link");
    expect(link.respond({ object: "login_link", url: "https://x" })).toEqual({
      object: "login_link",
    });
  });
});

describe("a path", () => {
  const adapter = new StripeAdapter();
  const find = (endpoint: string) => adapter.operationForEndpoint("GET", endpoint);

  it("finds the operation that reads it, and takes a fixed part for no id", () => {
    expect(find("/coupons")).toMatchObject({ operation: "coupons.list", input: {} });
    expect(find("/v1/coupons/SPRING")?.input).toEqual({ id: "SPRING" });
    expect(find("coupons/{coupon}")?.placeholders).toEqual({ id: "coupon" });
    expect(find("/invoices/search?query=x")).toMatchObject({ operation: "invoices.search" });
    expect(find("/customers/cus_1/payment_methods")?.operation).toBe(
      "customers.list_payment_methods",
    );
    expect(find("/charges")?.operation).toBe("charges.list");
  });

  it.each(["/issuing/cards", "/tokens/tok_1", "/files", "/v2/core/accounts", "/nothing", "//x"])(
    "is not read by a widget: %s",
    (endpoint) => {
      expect(find(endpoint)).toBeUndefined();
    },
  );

  it("is never written by a widget", () => {
    expect(adapter.operationForEndpoint("POST", "/coupons")).toBeUndefined();
    expect(adapter.operationForEndpoint("DELETE", "/coupons/SPRING")).toBeUndefined();
  });
});

describe("an operation with an overlay", () => {
  it("exists, is offered, and is not one that is written by hand", () => {
    const { operations } = new StripeAdapter();
    expect(overlays.size).toBeGreaterThan(105);
    for (const key of overlays.keys()) {
      expect([key, catalogue.find(key) === undefined]).toEqual([key, false]);
      expect([key, Object.hasOwn(operations, key)]).toEqual([key, false]);
    }
  });

  it("says in one sentence what it does, and a write what the step of an automation does", () => {
    for (const [key, { description, title, phrase }] of overlays) {
      expect([key, description]).toEqual([key, expect.stringMatching(/^[A-Z].*\.$/)]);
      expect([key, title]).toEqual([key, expect.stringMatching(/^[A-Z][^.]+$/)]);
      const isRead = operation(key).effect === "read";
      expect([key, phrase !== undefined]).toEqual([key, !isRead]);
      expect([key, operation(key).changedBy === undefined || isRead]).toEqual([key, true]);
    }
  });

  it("gives examples that name no undocumented value", () => {
    for (const [key, { example }] of overlays)
      expect([key, operation(key).warnings?.(example)]).toEqual([key, []]);
  });

  it("shows its fields in order, and refuses hidden ones", () => {
    const { input } = operation("customers.create");
    const { properties } = z.toJSONSchema(input, { io: "input" });
    expect(Object.keys(properties ?? {}).slice(0, 3)).toEqual(["name", "email", "phone"]);
    expect(properties?.["name"]).toMatchObject({
      title: "Name",
      description: expect.stringMatching(/full name/),
    });
    expect(properties?.["balance"]).toMatchObject({ title: "Opening balance", money: true });
    expect(read("customers.create", { source: "tok_1" })).toBe(": “source” is not taken here");
    expect(read("coupons.create", { amount_off: 1.5 })).toMatch(/^amount_off: /);
    expect(read("coupons.create", { amount_off: 1e21 })).toMatch(/^amount_off: /);
  });

  it("asks only reads how much money moves, and takes only whole amounts above nothing", () => {
    const movers = [...overlays.keys()].filter((key) => operation(key).moves);
    expect(movers.length).toBeGreaterThan(8);
    for (const key of movers) {
      const moving = operation(key);
      const { moves, examples, effect } = moving;
      expect([key, effect === "destructive" || moving.raises !== undefined]).toEqual([key, true]);
      const [{ input }] = examples;
      const asked = moves?.read(input) ?? null;
      const answer = { amount: 700, amount_due: 700, amount_capturable: 700, currency: "USD" };
      const money = moves?.amount(input, asked === null ? null : answer);
      expect([key, money]).toEqual([key, { amount: expect.any(Number), currency: "usd" }]);
      const none = asked === null ? { amount: -1, currency: "usd" } : { id: "x" };
      for (const odd of [null, [], {}, "text"]) expect(moves?.amount(none, odd)).toBeNull();
      if (!asked) continue;
      const { operations } = new StripeAdapter();
      const read: Operation | undefined = Object.entries(operations).find(
        ([name]) => name === asked.operation,
      )?.[1];
      expect(read?.effect).toBe("read");
      expect(Object.values(asked.input as object)).not.toContain(undefined);
    }
  });
});

it("describes inputs and outputs as JSON Schema, and gives examples that it takes", () => {
  for (const [at, { key }] of catalogue.list().entries()) {
    const { input, output, examples } = operation(key);
    // A fifth has every kind of type; all take as long as the rest of this file.
    if (at % 5 === 0) {
      z.toJSONSchema(input, { io: "input", unrepresentable: "throw" });
      z.toJSONSchema(output, { unrepresentable: "throw" });
    }
    const [example] = examples;
    expect([key, input.safeParse(example.input).error?.issues]).toEqual([key, undefined]);
    expect([key, output.safeParse(example.body).error?.issues]).toEqual([key, undefined]);
  }
});
