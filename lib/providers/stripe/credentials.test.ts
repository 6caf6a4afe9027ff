import { describe, expect, it } from "vitest";

import { configureStripe, StripeAdapter, stripeAdapter } from "./index";

const KEY = "sk_test_1234567890abcdef";

describe("a pasted key", () => {
  const adapter = new StripeAdapter();

  it.each(["sk_test_", "sk_live_", "rk_test_", "rk_live_"])("is accepted as %s…", (prefix) => {
    expect(adapter.validateCredentials({ pat: `${prefix}51AbCdEfGhIjKlMn` })).toEqual({
      valid: true,
    });
  });

  it.each([
    [undefined, /required/],
    ["", /required/],
    ["pk_live_1234567890abcdef", /publishable/],
    ["whsec_1234567890abcdef", /webhook signing secret/],
    ["ca_1234567890abcdef", /client id/],
    ["acct_1234567890abcdef", /account id/],
    [" sk_test_1234567890abcdef", /space/],
    ["sk_test_1234567890abcdef\n", /space/],
    ["sk_test_short", /too short/],
    ["x".repeat(40), /Token should start with/],
    ["sk_test_1234567890\u00e4bcdef", /Token should start with/],
  ])("is refused as %j", (pat, message) => {
    const verdict = adapter.validateCredentials({ pat });
    expect(verdict.valid).toBe(false);
    expect(verdict.error).toMatch(message);
  });

  it("must be of the connection's mode", () => {
    expect(adapter.validateCredentials({ pat: KEY, livemode: true }).error).toMatch(/live mode/);
    expect(adapter.validateCredentials({ pat: KEY, livemode: false }).valid).toBe(true);
  });

  it("becomes the headers that Stripe expects", () => {
    expect(adapter.getAuthHeaders({ pat: KEY })).toEqual({
      Authorization: `Bearer ${KEY}`,
      "Stripe-Version": adapter.manifest.apiVersion,
    });
    expect(() => adapter.getAuthHeaders({})).toThrow("Stripe access token is required");
  });
});

describe("the base of the API", () => {
  it.each([
    "http://127.0.0.1:12111",
    "http://localhost:12111/",
    "http://[::1]:1",
    "http://127.0.0.1:9/v1",
  ])("may be %s", (apiBase) => {
    expect(new StripeAdapter({ apiBase }).baseUrl).toMatch(/^http:.*\/v1$/);
  });

  it.each([
    "http://evil.example",
    "https://api.stripe.com.evil.example",
    "http://127.0.0.1.evil.example",
    "http://user@127.0.0.1:1",
    "http://api.stripe.com",
    "http://10.0.0.1",
    "ftp://localhost",
    "nonsense",
  ])("may not be %s", (apiBase) => {
    expect(() => new StripeAdapter({ apiBase })).toThrow(/loopback/);
  });

  it("keeps live keys away from an emulator", () => {
    const apiBase = "http://127.0.0.1:12111";
    const live = "sk_live_1234567890abcdef";
    expect(() => new StripeAdapter({ apiBase, platformKey: live })).toThrow(/live/i);
    expect(new StripeAdapter({ apiBase }).validateCredentials({ pat: live }).valid).toBe(false);
  });

  it("can be set once for the shared adapter", () => {
    expect(stripeAdapter.baseUrl).toBe("https://api.stripe.com/v1");
    expect(stripeAdapter.oauth.authorizeUrl).toBe("https://connect.stripe.com/oauth/authorize");
    configureStripe({ apiBase: "http://127.0.0.1:12111", platformKey: KEY });
    expect(stripeAdapter.baseUrl).toBe("http://127.0.0.1:12111/v1");
    expect(stripeAdapter.oauth.tokenUrl).toBe("http://127.0.0.1:12111/oauth/token");
    expect(stripeAdapter.validateCredentials({ accountId: "acct_1" }).valid).toBe(true);
    configureStripe({});
    expect(stripeAdapter.validateCredentials({ accountId: "acct_1" }).error).toMatch(
      /STRIPE_SECRET_KEY/,
    );
  });
});

describe("OAuth", () => {
  const { oauth } = new StripeAdapter();
  const token = {
    token_type: "bearer",
    scope: "read_write",
    livemode: false,
    stripe_user_id: "acct_1",
    access_token: "sk_test_x",
    refresh_token: "rt_x",
    stripe_publishable_key: "pk_test_x",
  };

  it("keeps the account and, sealed apart, the tokens", () => {
    expect(oauth.parseToken(token)).toEqual({
      accountId: "acct_1",
      livemode: false,
      scope: "read_write",
      secrets: { access_token: "sk_test_x", refresh_token: "rt_x" },
    });
    const { refresh_token: _none, ...without } = token;
    expect(oauth.parseToken(without).secrets).toEqual({ access_token: "sk_test_x" });
  });

  it("explains a refusal without repeating the code", () => {
    const refusal = { error: "invalid_grant", error_description: "does not exist: ac_secret" };
    expect(() => oauth.parseToken(refusal)).toThrow(/Start the connection again/);
    expect(() => oauth.parseToken(refusal)).not.toThrow(/ac_secret/);
    expect(() => oauth.parseToken("<html>")).toThrow(/did not complete/);
  });
});
