import { readFileSync } from "node:fs";
import path from "node:path";

import { decodeJwt, importJWK, jwtVerify, SignJWT, type JWTPayload } from "jose";

import type { LocalKeys } from "./keys.ts";

/** The one method of the auth half that we serve. */
export interface AuthApp {
  fetch(request: Request, info: { peerAddress: string | null }): Promise<Response> | Response;
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json", ...headers },
  });

const text = (value: unknown) => (typeof value === "string" ? value : "");

/** The same at every start, on whatever port, so that people stay signed in; each installation has a key of its own. */
const issuer = "http://127.0.0.1/auth/v1";

/**
 * Tokens as hosted Supabase issues them: ES256 with a key id and a JWKS, and the claims the auth half leaves out.
 * So the app verifies them locally, with the same code as against a hosted project.
 */
async function tokenExchange(keys: LocalKeys) {
  const { d: _private, ...publicJwk } = keys.jwk;
  const privateKey = await importJWK(keys.jwk, "ES256");
  const publicKey = await importJWK(publicJwk, "ES256");
  const inner = new TextEncoder().encode(keys.jwtSecret);

  return {
    jwks: { keys: [{ ...publicJwk, alg: "ES256", use: "sig", key_ops: ["verify"], ext: true }] },
    outward(token: string, user: Record<string, unknown>): Promise<string> {
      const claims = decodeJwt(token);
      return new SignJWT({
        ...claims,
        iss: issuer,
        phone: text(user["phone"]),
        app_metadata: user["app_metadata"] ?? {},
        user_metadata: user["user_metadata"] ?? {},
        aal: "aal1",
        amr: [{ method: "password", timestamp: claims.iat }],
        is_anonymous: false,
      })
        .setProtectedHeader({ alg: "ES256", kid: keys.jwk.kid, typ: "JWT" })
        .sign(privateKey);
    },
    /** Ours to the inner form; anything that we did not sign becomes a token that is refused. */
    async inward(token: string): Promise<string> {
      try {
        const { payload } = await jwtVerify(token, publicKey, { algorithms: ["ES256"], issuer });
        const kept: JWTPayload = {};
        for (const claim of ["sub", "aud", "role", "email", "session_id", "iat", "exp"])
          kept[claim] = payload[claim];
        return await new SignJWT(kept).setProtectedHeader({ alg: "HS256", typ: "JWT" }).sign(inner);
      } catch {
        return "refused.refused.refused";
      }
    },
  };
}

/** The auth half calls an e-mail code "magiclink"; current clients say "email". */
function renameOtpType(pathname: string, body: string | undefined): string | undefined {
  if (pathname !== "/auth/v1/verify" || !body?.includes('"email"')) return body;
  const parsed = JSON.parse(body) as Record<string, unknown>;
  return parsed["type"] === "email" ? JSON.stringify({ ...parsed, type: "magiclink" }) : body;
}

/** Serves `/auth/v1` alone, with hosted-like tokens. Everything else of the emulation stays unreachable. */
export async function authFront(options: { app: AuthApp; keys: LocalKeys }) {
  const tokens = await tokenExchange(options.keys);
  return async (request: Request, peerAddress: string | null): Promise<Response> => {
    const { pathname } = new URL(request.url);
    if (!pathname.startsWith("/auth/v1/"))
      return json(404, { message: "Only /auth/v1 is served here" });
    if (pathname === "/auth/v1/.well-known/jwks.json")
      return json(200, tokens.jwks, { "cache-control": "public, max-age=600" });
    const headers = new Headers(request.headers);
    headers.delete("content-length");
    const bearer = /^Bearer (\S+\.\S+\.\S*)$/i.exec(headers.get("authorization") ?? "")?.[1];
    if (bearer) headers.set("authorization", `Bearer ${await tokens.inward(bearer)}`);
    const hasBody = request.method !== "GET" && request.method !== "HEAD";
    const body = renameOtpType(pathname, hasBody ? await request.text() : undefined);
    const response = await options.app.fetch(
      new Request(request.url, {
        method: request.method,
        headers,
        ...(body === undefined ? {} : { body }),
      }),
      { peerAddress },
    );
    if (!response.headers.get("content-type")?.includes("json")) return response;
    const answer = (await response.json().catch(() => null)) as Record<string, unknown> | null;
    if (answer && typeof answer["access_token"] === "string")
      answer["access_token"] = await tokens.outward(
        answer["access_token"],
        (answer["user"] ?? {}) as Record<string, unknown>,
      );
    const out = new Headers(response.headers);
    out.delete("content-length");
    return new Response(JSON.stringify(answer), { status: response.status, headers: out });
  };
}

/** SQL files beside this one. */
export const sqlFile = (name: string) => readFileSync(path.join(import.meta.dirname, name), "utf8");
