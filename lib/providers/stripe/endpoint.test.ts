import { describe, expect, it } from "vitest";

import { StripeAdapter } from "./index";

const KEY = "sk_test_1234567890abcdef";

function spy() {
  const urls: string[] = [];
  const adapter = new StripeAdapter({
    fetch: async (url) => {
      urls.push(String(url instanceof Request ? url.url : url));
      return Response.json({});
    },
  });
  return { adapter, urls };
}

describe("a call by path", () => {
  it.each([
    "@evil.example/x",
    ".evil.example/x",
    "//evil.example/x",
    "https://evil.example/x",
    "http:evil.example",
    "/charges/../accounts",
    "/../v2/core/accounts",
    "/%2e%2e/v2",
    "/charges/%2E%2E/x",
    "/charges%2f..%2f",
    "/charges\\..\\x",
    "/charges#x",
    "/charges\r\nHost: evil",
    "/charges /x",
    "/charges\u0000",
    "/charges？x",
    "/charges?a=1?b=2",
    "/charges/%252e%252e",
    "",
    "/",
    "/v2/core/accounts",
    "/tokens/tok_1",
    "/ephemeral_keys",
    "/charges/{paymentId}",
    `/${"a".repeat(3_000)}`,
  ])("refuses %j before anything is sent", async (endpoint) => {
    const { adapter, urls } = spy();
    const result = await adapter.request({ pat: KEY }, { endpoint });
    expect(result.error).toMatchObject({
      code: "INVALID_REQUEST",
      retryable: false,
      action: "fix-input",
    });
    expect(urls).toEqual([]);
  });

  it.each(["/charges", "charges", "/v1/charges", "v1/charges"])("reads %j", async (endpoint) => {
    const { adapter, urls } = spy();
    expect((await adapter.request({ pat: KEY }, { endpoint })).success).toBe(true);
    expect(urls.map((url) => new URL(url).href)).toEqual(["https://api.stripe.com/v1/charges"]);
  });

  it("refuses to change anything", async () => {
    const { adapter, urls } = spy();
    for (const method of ["POST", "DELETE", "PUT", "PATCH"] as const) {
      const result = await adapter.request({ pat: KEY }, { endpoint: "/refunds", method });
      expect(result.error?.message).toMatch(/Only GET/);
    }
    expect(urls).toEqual([]);
  });

  it("refuses a bad credential without a call", async () => {
    const { adapter, urls } = spy();
    const result = await adapter.request(
      { pat: "pk_live_1234567890abcdef" },
      { endpoint: "/charges" },
    );
    expect(result.error).toMatchObject({ code: "INVALID_CREDENTIALS", action: "reconnect" });
    expect((await adapter.request({}, { endpoint: "/charges" })).error?.code).toBe(
      "MISSING_CREDENTIALS",
    );
    expect(urls).toEqual([]);
  });
});

describe("the operation that a declaration means", () => {
  const { adapter } = spy();

  it.each([
    ["/charges", "charges.list", {}, {}],
    ["/v1/charges", "charges.list", {}, {}],
    ["/charges?limit=5", "charges.list", { limit: "5" }, {}],
    ["/charges/ch_123", "charges.get", { id: "ch_123" }, {}],
    ["/charges/{paymentId}", "charges.get", {}, { id: "paymentId" }],
    ["/balance", "balance.get", {}, {}],
    ["/subscriptions", "subscriptions.list", {}, {}],
    ["/account", "account.get", {}, {}],
    ["/refunds", "refunds.list", {}, {}],
    ["/charges/search", "charges.search", {}, {}],
  ])("reads %j as %s", (endpoint, operation, input, placeholders) => {
    expect(adapter.operationForEndpoint("GET", endpoint)).toEqual({
      operation,
      input,
      placeholders,
    });
  });

  it.each(["/charges/pi_1", "/tokens", "/charges/../x", "//x", "/nope"])(
    "knows none for %j",
    (endpoint) => {
      expect(adapter.operationForEndpoint("GET", endpoint)).toBeUndefined();
    },
  );

  it("knows none for a write to a path that is only read", () => {
    expect(adapter.operationForEndpoint("POST", "/charges")).toBeUndefined();
  });
});
