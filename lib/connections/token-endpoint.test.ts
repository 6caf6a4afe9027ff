import { describe, expect, it } from "vitest";

import type { OAuthSettings } from "@/lib/providers/types";

import { authorizationUrl, exchangeCode, newVerifier, sha256 } from "./oauth";
import { refreshToken } from "./token-endpoint";

const settings: OAuthSettings = {
  authorizeUrl: "https://auth.example.com/authorize",
  tokenUrl: "https://auth.example.com/token",
  revocation: null,
  scope: "read write",
  authorizeParams: { audience: "api.example.com" },
  pkce: true,
  oneShot: false,
  clientAuth: "body",
  actsWith: "token",
  isLive: () => true,
  parseToken: (json) => ({
    accountId: null,
    livemode: true,
    scope: "",
    secrets: { access_token: (json as { access_token: string }).access_token },
  }),
};
const client = {
  clientId: "id",
  clientSecret: "secret",
  redirectUri: "https://app.example.com/cb",
};
const consent = { code: "code-CANARY", state: "state", verifier: "v".repeat(43) };
const TOKEN = { access_token: "token", token_type: "Bearer", expires_in: 3600 };

interface Sent {
  readonly headers: Headers;
  readonly form: URLSearchParams;
}
function answering(body: unknown, status = 200) {
  const sent: Sent[] = [];
  const fetcher: typeof fetch = async (_url, init) => {
    const form = new URLSearchParams(init?.body as URLSearchParams); /* what the library sends */
    sent.push({ headers: new Headers(init?.headers), form });
    return typeof body === "string"
      ? new Response(body, { status, headers: { "content-type": "text/html" } })
      : Response.json(body, { status });
  };
  return { sent, fetcher };
}
const reasonOf = async (work: Promise<unknown>) => {
  const error: unknown = await work.catch((caught: unknown) => caught);
  expect(JSON.stringify([String(error), error, String((error as Error).cause)])).not.toMatch(
    /CANARY|"secret"/,
  );
  return (error as { details?: { reason?: string } }).details?.reason;
};

describe("the consent page's address", () => {
  it("carries state, extra parameters and the hash of a fresh verifier", () => {
    const verifier = newVerifier(settings);
    const url = new URL(authorizationUrl(settings, client, "state", verifier));
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: "code",
      client_id: "id",
      scope: "read write",
      state: "state",
      redirect_uri: client.redirectUri,
      audience: "api.example.com",
      code_challenge: sha256(verifier ?? "").toString("base64url"),
      code_challenge_method: "S256",
    });
    expect(newVerifier(settings)).not.toBe(verifier);
  });

  it("carries no challenge where the provider takes none", () => {
    const plain = { ...settings, pkce: false };
    expect(newVerifier(plain)).toBeNull();
    const url = new URL(authorizationUrl(plain, client, "state", newVerifier(plain)));
    expect(url.searchParams.has("code_challenge")).toBe(false);
  });
});

describe("a code's exchange", () => {
  it("sends code, redirect URI and verifier once, with the client in the body", async () => {
    const { sent, fetcher } = answering(TOKEN);
    const token = await exchangeCode(settings, client, consent, fetcher);
    expect(token.secrets).toEqual({ access_token: "token" });
    expect(sent).toHaveLength(1);
    expect(Object.fromEntries(sent[0]?.form ?? [])).toEqual({
      grant_type: "authorization_code",
      code: consent.code,
      redirect_uri: client.redirectUri,
      code_verifier: consent.verifier,
      client_id: "id",
      client_secret: "secret",
    });
  });

  it("sends the client by Basic where that is asked for, and no verifier without PKCE", async () => {
    const { sent, fetcher } = answering(TOKEN);
    const basic = { ...settings, clientAuth: "basic" as const };
    await exchangeCode(basic, client, { ...consent, verifier: null }, fetcher);
    expect(sent[0]?.headers.get("authorization")).toMatch(/^Basic /);
    expect([sent[0]?.form.has("client_secret"), sent[0]?.form.has("code_verifier")]).toEqual([
      false,
      false,
    ]);
  });

  it("takes a token type of the provider's own only when it is declared", async () => {
    const bot = { ...TOKEN, token_type: "bot" };
    const known = { ...settings, tokenTypes: ["bot"] };
    await exchangeCode(known, client, consent, answering(bot).fetcher);
    const unknown = exchangeCode(settings, client, consent, answering(bot).fetcher);
    expect(await reasonOf(unknown)).toBe("token_exchange_failed");
  });

  it("reads a refusal that comes as a 200", async () => {
    const quirky: OAuthSettings = {
      ...settings,
      refusalOf: (json) => ((json as { ok: boolean }).ok ? undefined : "invalid_code"),
    };
    const { fetcher } = answering({ ok: false, error: "invalid_code" });
    expect(await reasonOf(exchangeCode(quirky, client, consent, fetcher))).toBe("invalid_code");
  });
});

describe("a refresh", () => {
  const refresh = (body: unknown, status?: number) =>
    refreshToken(settings, client, "refresh-CANARY", answering(body, status).fetcher);

  it.each([
    [400, { error: "invalid_grant" }, "invalid_grant"],
    [403, { error: "invalid_grant", error_description: "refresh-CANARY" }, "invalid_grant"],
    [401, { error: "invalid_client" }, "invalid_client"],
    [400, { error: "refresh-CANARY is unknown" }, "token_exchange_failed"],
    [400, "<html>refresh-CANARY</html>", "token_exchange_failed"],
    [200, { token_type: "Bearer" }, "token_exchange_failed"],
    [200, "<html>", "token_exchange_failed"],
    [502, "<html>refresh-CANARY</html>", "unreachable"],
    [503, { error: "invalid_grant" }, "unreachable"],
  ])("answered %i %j has the reason it should have", async (status, body, reason) => {
    expect(await reasonOf(refresh(body, status))).toBe(reason);
  });

  it("that is never answered is told from one that is refused", async () => {
    const away: typeof fetch = () => Promise.reject(new TypeError("refresh-CANARY"));
    const error = refreshToken(settings, client, "refresh-CANARY", away);
    await expect(error).rejects.toMatchObject({ details: { reason: "unreachable" } });
  });

  it("takes a token without an end", async () => {
    const { expires_in: _none, ...endless } = TOKEN;
    expect((await refresh(endless)).secrets["access_token"]).toBe("token");
  });
});
