import { describe, expect, it } from "vitest";

import { sendHttp } from "../http";
import accountBody from "./fixtures/account.json" with { type: "json" };
import { StripeAdapter } from "./index";
import { startTestServer } from "./test-server";

const KEY = "sk_test_1234567890abcdef";
const pages = { object: "list", data: [], has_more: false, url: "/v1/charges" };
const ok = { status: 200, body: pages, headers: { "request-id": "req_1" } };

function adapterFor(apiBase: string, platformKey?: string) {
  const sleeps: number[] = [];
  const adapter = new StripeAdapter({
    apiBase,
    platformKey,
    sleep: async (ms) => void sleeps.push(ms),
  });
  return { adapter, sleeps };
}

describe("sending", () => {
  it("goes through the SDK: version, key, nested query, no telemetry", async () => {
    await using server = await startTestServer(ok);
    const { adapter } = adapterFor(server.base);
    const result = await adapter.request(
      { pat: KEY },
      {
        endpoint: "/charges",
        params: { limit: 20, created: { gte: 5 }, expand: ["data.customer"], customer: undefined },
      },
    );
    expect(result).toEqual({ success: true, data: pages });
    const [seen] = server.seen;
    expect(seen?.url).toBe("/v1/charges?limit=20&created[gte]=5&expand[0]=data.customer");
    expect(seen?.headers).toMatchObject({
      authorization: `Bearer ${KEY}`,
      "stripe-version": adapter.manifest.apiVersion,
    });
    expect(seen?.headers["user-agent"]).toMatch(/NodeBindings/);
    expect(seen?.headers["x-stripe-client-telemetry"]).toBeUndefined();
    expect(seen?.headers["stripe-account"]).toBeUndefined();
  });

  it("calls for a connected account with the platform's key", async () => {
    await using server = await startTestServer({ status: 200, body: accountBody });
    const { adapter } = adapterFor(server.base, KEY);
    const result = await adapter.testConnection({ accountId: accountBody.id, livemode: false });
    expect(result).toMatchObject({
      success: true,
      username: accountBody.id,
      account: { id: accountBody.id, label: "Example Shop", livemode: false },
      metadata: { email: "owner@shop.example" },
    });
    expect(server.seen[0]?.url).toBe("/v1/account");
    expect(server.seen[0]?.headers["stripe-account"]).toBe(accountBody.id);
  });

  it("sends a write as a nested form with its idempotency key", async () => {
    await using server = await startTestServer({ status: 200, body: { id: "re_1" } });
    const { adapter } = adapterFor(server.base);
    await adapter.send(
      {
        method: "POST",
        path: "/v1/refunds",
        form: { charge: "ch_1", metadata: { order: "7" }, items: [{ price: "p" }] },
        headers: { "Idempotency-Key": "run-1" },
      },
      { pat: KEY },
      { fetch, timeoutMs: 1_000 },
    );
    const [seen] = server.seen;
    expect(new URLSearchParams(seen?.body).get("metadata[order]")).toBe("7");
    expect(new URLSearchParams(seen?.body).get("items[0][price]")).toBe("p");
    expect(seen?.headers["idempotency-key"]).toBe("run-1");
  });

  it("drops secret fields wherever they are", async () => {
    const body = { data: [{ id: "pi_1", client_secret: "x", next_action: {}, last4: "4242" }] };
    await using server = await startTestServer({ status: 200, body });
    const { adapter } = adapterFor(server.base);
    const result = await adapter.request({ pat: KEY }, { endpoint: "/payment_intents" });
    expect(result.data).toEqual({ data: [{ id: "pi_1", last4: "4242" }] });
  });

  it("takes 204 and an empty body as success", async () => {
    await using server = await startTestServer({ status: 204 });
    const { adapter } = adapterFor(server.base);
    const result = await adapter.request({ pat: KEY }, { endpoint: "/charges" });
    expect(result).toEqual({ success: true, data: null });
  });
});

describe("failing", () => {
  it.each([400, 401, 402, 403, 404, 429])("asks once after %i", async (status) => {
    await using server = await startTestServer({ status, body: { error: { message: "no" } } });
    const { adapter, sleeps } = adapterFor(server.base);
    const result = await adapter.request({ pat: KEY }, { endpoint: "/charges" });
    expect(result.success).toBe(false);
    expect(server.seen).toHaveLength(1);
    expect(sleeps).toHaveLength(0);
  });

  it.each([409, 500, 503] as const)("asks three times after %i", async (status) => {
    await using server = await startTestServer({ status, body: { error: {} } });
    const { adapter, sleeps } = adapterFor(server.base);
    const result = await adapter.request({ pat: KEY }, { endpoint: "/charges" });
    expect(result.error?.retryable).toBe(true);
    expect(server.seen).toHaveLength(3);
    expect(sleeps).toHaveLength(2);
    expect(sleeps.every((ms) => ms > 0 && ms <= 500)).toBe(true);
  });

  it("recovers from a closed connection and an HTML error page", async () => {
    await using server = await startTestServer(
      "reset",
      { status: 502, body: "<html>Bad gateway</html>" },
      ok,
    );
    const { adapter } = adapterFor(server.base);
    const result = await adapter.request({ pat: KEY }, { endpoint: "/charges" });
    expect(result.success).toBe(true);
    expect(server.seen).toHaveLength(3);
  });

  it("obeys Stripe-Should-Retry", async () => {
    const headers = { "stripe-should-retry": "false" };
    await using server = await startTestServer({ status: 500, headers, body: {} });
    const { adapter } = adapterFor(server.base);
    const { error } = await adapter.request({ pat: KEY }, { endpoint: "/charges" });
    expect(error?.retryable).toBe(false);
    expect(server.seen).toHaveLength(1);
  });

  it("hands back when to come again after a 429", async () => {
    const headers = { "retry-after": "7", "stripe-rate-limited-reason": "endpoint-rate" };
    await using server = await startTestServer({ status: 429, headers, body: { error: {} } });
    const { adapter } = adapterFor(server.base);
    const { error } = await adapter.request({ pat: KEY }, { endpoint: "/charges" });
    expect(error).toMatchObject({ code: "RATE_LIMITED", retryable: true });
    expect(error?.details).toMatchObject({ reason: "endpoint-rate" });
    expect(Date.parse(String(error?.details?.["retryAt"]))).toBeGreaterThan(Date.now() + 5_000);
  });

  it("does not follow a redirect with the key", async () => {
    await using other = await startTestServer(ok);
    await using server = await startTestServer({
      status: 302,
      headers: { location: `${other.base}/v1/charges` },
    });
    const { adapter } = adapterFor(server.base);
    const result = await adapter.request({ pat: KEY }, { endpoint: "/charges" });
    expect(result.error?.code).toBe("PROVIDER_ERROR");
    expect(other.seen).toHaveLength(0);
  });

  it("gives up at the deadline, on a cancelled signal and on 5 MB", async () => {
    await using server = await startTestServer("hang");
    const { adapter } = adapterFor(server.base);
    const request = { method: "GET", path: "/v1/charges" } as const;
    await expect(
      adapter.send(request, { pat: KEY }, { fetch, timeoutMs: 30 }),
    ).rejects.toMatchObject({ kind: "timeout" });
    const cancelled = AbortSignal.abort();
    await expect(
      adapter.send(request, { pat: KEY }, { fetch, timeoutMs: 1_000, signal: cancelled }),
    ).rejects.toMatchObject({ kind: "aborted" });
    await using large = await startTestServer({ status: 200, body: "x".repeat(6 * 1024 * 1024) });
    await expect(
      sendHttp(large.base, request, {}, { fetch, timeoutMs: 5_000 }),
    ).rejects.toMatchObject({ kind: "too_large" });
  });

  it("names what went wrong without Stripe's raw text or the key", async () => {
    const error = { type: "invalid_request_error", param: "limit", message: `for ${KEY}` };
    await using server = await startTestServer({ status: 400, body: { error } });
    const { adapter } = adapterFor(server.base);
    const result = await adapter.request({ pat: KEY }, { endpoint: "/charges" });
    expect(result.error?.message).toBe(
      "Stripe did not accept “limit”. Check the value and try again.",
    );
    expect(JSON.stringify(result)).not.toContain(KEY);
  });

  it("shows a decline's own text unless the reason is not for the customer", async () => {
    const { adapter } = adapterFor("http://127.0.0.1:1");
    const decline = (decline_code: string) =>
      adapter.classify(
        { status: 402, headers: {}, body: { error: { decline_code, message: "Own text." } } },
        new Date(),
      );
    expect(decline("insufficient_funds")?.message).toBe("Own text.");
    for (const code of ["lost_card", "stolen_card", "pickup_card", "fraudulent"]) {
      expect(decline(code)?.message).toBe("Your card was declined.");
      expect(JSON.stringify(decline(code))).not.toContain(code);
    }
  });
});
