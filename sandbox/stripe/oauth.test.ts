import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { StripeSandbox } from "./server.ts";
import {
  CLIENT_ID,
  KISSATEN_ID,
  NORTHWIND_ID,
  PLATFORM_KEY,
  REDIRECT,
  failure,
  raw,
  sdk,
  startSandbox,
} from "./testing.ts";

let now = 1_790_000_000_000;
let sandbox: StripeSandbox;

beforeEach(async () => {
  now = 1_790_000_000_000;
  sandbox = await startSandbox({ seed: "small", clock: () => now });
});
afterEach(() => sandbox.close());

const authorizeUrl = (change: Record<string, string> = {}): string =>
  `/oauth/authorize?${new URLSearchParams({
    response_type: "code",
    client_id: CLIENT_ID,
    scope: "read_write",
    state: "s t&=",
    redirect_uri: REDIRECT,
    ...change,
  })}`;

async function csrf(): Promise<string> {
  const { text } = await raw(sandbox, "GET", authorizeUrl());
  return /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? "";
}

async function decide(
  decision: string,
  account = NORTHWIND_ID,
  headers: Record<string, string> = {},
) {
  const form = new URLSearchParams({ csrf: await csrf(), decision, account });
  return raw(sandbox, "POST", "/oauth/authorize", form.toString(), headers);
}

const exchange = (code: string, headers: Record<string, string> = {}) =>
  raw(sandbox, "POST", "/oauth/token", `grant_type=authorization_code&code=${code}`, headers);

const end = (account: string) =>
  raw(sandbox, "POST", "/oauth/deauthorize", `client_id=${CLIENT_ID}&stripe_user_id=${account}`);

describe("the consent page", () => {
  it("names the platform, the scope, every account, and both answers", async () => {
    const { status, text, headers } = await raw(sandbox, "GET", authorizeUrl());
    expect(status).toBe(200);
    expect(text).toContain("SANDBOX – not Stripe");
    expect(text).toContain("Connect Test platform");
    expect(text).toContain("Northwind Roasters");
    expect(text).toContain("Kissaten Coffee");
    expect(text).toMatch(/data-testid="approve">Approve<\/button>/);
    expect(text).toMatch(/data-testid="deny">Deny<\/button>/);
    expect(headers.get("content-security-policy")).toContain(
      "form-action 'self' http://localhost:3000",
    );
    expect(text).not.toContain("<script");
  });

  it.each([
    ["another client", { client_id: "ca_other" }],
    ["a redirect that merely begins the same", { redirect_uri: `${REDIRECT}/evil` }],
    ["another response type", { response_type: "token" }],
    ["an unknown scope", { scope: "admin" }],
  ])("shows an error and never redirects for %s", async (_, change) => {
    const { status, headers } = await raw(sandbox, "GET", authorizeUrl(change));
    expect(status).toBe(400);
    expect(headers.get("location")).toBeNull();
  });

  it("escapes what it reflects", async () => {
    const { text } = await raw(
      sandbox,
      "GET",
      authorizeUrl({ redirect_uri: "http://x/<script>alert(1)</script>" }),
    );
    expect(text).not.toContain("<script>");
    expect(text).toContain("&lt;script&gt;");
  });

  it("returns with a code, the scope and the exact state", async () => {
    const { status, headers } = await decide("approve");
    expect(status).toBe(302);
    const target = new URL(headers.get("location") ?? "");
    expect(target.origin + target.pathname).toBe(REDIRECT);
    expect(target.searchParams.get("state")).toBe("s t&=");
    expect(target.searchParams.get("scope")).toBe("read_write");
    expect(target.searchParams.get("code")).toMatch(/^ac_/);
  });

  it("returns the denial in Stripe's words", async () => {
    const { headers } = await decide("deny");
    expect(headers.get("location")).toContain(
      "?error=access_denied&error_description=The%20user%20denied%20your%20request&state=",
    );
  });

  it("takes each form once, and only from its own page", async () => {
    const form = `csrf=${await csrf()}&decision=approve&account=${NORTHWIND_ID}`;
    const foreign = await raw(sandbox, "POST", "/oauth/authorize", form, {
      Origin: "https://evil.example",
    });
    expect(foreign.status).toBe(403);
    expect((await raw(sandbox, "POST", "/oauth/authorize", form)).status).toBe(302);
    expect((await raw(sandbox, "POST", "/oauth/authorize", form)).status).toBe(403);
  });
});

describe("the token exchange", () => {
  it("connects the account: platform key with Stripe-Account and access token both work", async () => {
    const before = await failure(
      sdk(sandbox, PLATFORM_KEY, NORTHWIND_ID).accounts.retrieveCurrent(),
    );
    expect(before).toMatchObject({ statusCode: 403, code: "account_invalid" });
    const { status, body } = await exchange(sandbox.control.authorize(NORTHWIND_ID));
    expect(status).toBe(200);
    expect(body).toMatchObject({
      stripe_user_id: NORTHWIND_ID,
      token_type: "bearer",
      scope: "read_write",
      livemode: false,
    });
    const own = await sdk(sandbox, String(body["access_token"])).accounts.retrieveCurrent();
    const byHeader = await sdk(sandbox, PLATFORM_KEY, NORTHWIND_ID).accounts.retrieveCurrent();
    expect([own.id, byHeader.id]).toEqual([NORTHWIND_ID, NORTHWIND_ID]);
    const other = await raw(sandbox, "GET", "/v1/account", "", {
      Authorization: `Bearer ${String(body["access_token"])}`,
      "Stripe-Account": KISSATEN_ID,
    });
    expect(other.status).toBe(403);
  });

  it("works through the SDK and accepts client_secret in place of the header", async () => {
    const token = await sdk(sandbox).oauth.token({
      grant_type: "authorization_code",
      code: sandbox.control.authorize(NORTHWIND_ID),
    });
    expect(token.stripe_user_id).toBe(NORTHWIND_ID);
    const code = sandbox.control.authorize(KISSATEN_ID);
    const response = await fetch(`${sandbox.url}/oauth/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "authorization_code",
        code,
        client_secret: PLATFORM_KEY,
      }),
    });
    expect(response.status).toBe(200);
  });

  it("refuses unknown, expired and unauthenticated exchanges", async () => {
    expect(await exchange("ac_x")).toMatchObject({
      status: 400,
      body: {
        error: "invalid_grant",
        error_description: "Authorization code does not exist: ac_x",
      },
    });
    const code = sandbox.control.authorize(NORTHWIND_ID);
    const wrong = await exchange(code, { Authorization: "Bearer sk_test_other" });
    expect(wrong).toMatchObject({ status: 401, body: { error: "invalid_client" } });
    now += 5 * 60_000 + 1;
    expect(await exchange(code)).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
    const grant = await raw(sandbox, "POST", "/oauth/token", "grant_type=password");
    expect(grant.body["error"]).toBe("unsupported_grant_type");
  });

  it("revokes the connection when a code is used twice", async () => {
    const code = sandbox.control.authorize(NORTHWIND_ID);
    const { body } = await exchange(code);
    expect(await exchange(code)).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
    const after = await raw(sandbox, "GET", "/v1/account", "", {
      Authorization: `Bearer ${String(body["access_token"])}`,
    });
    expect(after.status).toBe(401);
    expect(sandbox.control.accounts()[0]?.connected).toBe(false);
  });

  it("rolls the access token with the refresh token", async () => {
    const first = (await exchange(sandbox.control.authorize(NORTHWIND_ID))).body;
    const form = `grant_type=refresh_token&refresh_token=${String(first["refresh_token"])}`;
    const second = (await raw(sandbox, "POST", "/oauth/token", form)).body;
    expect(second["access_token"]).toMatch(/^sk_test_/);
    expect(second["access_token"]).not.toBe(first["access_token"]);
  });
});

describe("deauthorization", () => {
  it("ends the connection and records the event", async () => {
    sandbox.control.connect(NORTHWIND_ID);
    expect(await end(NORTHWIND_ID)).toMatchObject({
      status: 200,
      body: { stripe_user_id: NORTHWIND_ID },
    });
    const refused = await failure(sdk(sandbox, PLATFORM_KEY, NORTHWIND_ID).charges.list());
    expect(refused.statusCode).toBe(403);
  });

  it("refuses an account that is not connected", async () => {
    expect(await end(KISSATEN_ID)).toMatchObject({
      status: 401,
      body: { error: "invalid_client" },
    });
  });
});
