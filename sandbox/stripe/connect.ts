import { randomBytes } from "node:crypto";

import { keyOf } from "./auth.ts";
import { decodeForm } from "./form.ts";
import { backgroundScope, emit } from "./scope.ts";
import type { JsonObject } from "./types.ts";
import type { AuthorizationCode, Connection, World } from "./world.ts";

const CODE_LIFETIME_MS = 5 * 60_000;

export type OAuthAnswer = { status: number; body: JsonObject };

function secret(prefix: string): string {
  return `${prefix}${randomBytes(24).toString("base64url").replaceAll(/[-_]/g, "x")}`;
}

function refuse(status: number, error: string, description: string): OAuthAnswer {
  return { status, body: { error, error_description: description } };
}

/** A fresh single-use code for an account whose owner approved. Valid for five minutes. */
export function issueCode(world: World, account: string, scope: string): string {
  const code = secret("ac_");
  world.codes.set(code, {
    account,
    clientId: world.platform.clientId,
    scope,
    expiresAt: world.nowMs() + CODE_LIFETIME_MS,
    used: false,
  });
  world.touched();
  return code;
}

/**
 * `POST /oauth/token`: exchanges a code or a refresh token, authenticated by the platform's secret key
 * as Bearer or `client_secret`. A code used twice revokes the connection it made.
 */
export function exchangeToken(
  world: World,
  authorization: string | undefined,
  body: string,
): OAuthAnswer {
  const form = decodeForm(body);
  const denied = checkClient(world, authorization, form["client_secret"]);
  if (denied) return denied;
  if (form["grant_type"] === "authorization_code") return byCode(world, form["code"]);
  if (form["grant_type"] === "refresh_token") return byRefresh(world, form["refresh_token"]);
  return form["grant_type"] === undefined
    ? refuse(400, "invalid_request", "No grant type specified")
    : refuse(400, "unsupported_grant_type", "This grant type is not supported");
}

function checkClient(
  world: World,
  authorization: string | undefined,
  clientSecret: unknown,
): OAuthAnswer | null {
  const key = keyOf(authorization) ?? (typeof clientSecret === "string" ? clientSecret : null);
  if (key === world.platform.secretKey) return null;
  return key === null
    ? refuse(401, "invalid_client", "No authentication was provided. Send your secret API key.")
    : refuse(401, "invalid_client", "Invalid API key provided");
}

function byCode(world: World, code: unknown): OAuthAnswer {
  if (typeof code !== "string" || code === "")
    return refuse(400, "invalid_request", "No authorization code provided");
  const entry = world.codes.get(code);
  if (!entry) return refuse(400, "invalid_grant", `Authorization code does not exist: ${code}`);
  if (entry.used) {
    revoke(world, entry.account);
    return refuse(
      400,
      "invalid_grant",
      `This authorization code has already been used. All tokens issued with this code have been revoked. ${code}`,
    );
  }
  const problem = codeProblem(world, entry, code);
  if (problem) return problem;
  entry.used = true;
  const connection = connectAccount(world, entry.account, entry.scope);
  return { status: 200, body: tokenBody(connection) };
}

function codeProblem(world: World, entry: AuthorizationCode, code: string): OAuthAnswer | null {
  if (entry.expiresAt < world.nowMs())
    return refuse(400, "invalid_grant", `Authorization code expired: ${code}`);
  if (entry.clientId !== world.platform.clientId)
    return refuse(
      400,
      "invalid_grant",
      "Authorization code provided does not belong to your application",
    );
  return null;
}

function byRefresh(world: World, token: unknown): OAuthAnswer {
  const connection = [...world.connections.values()].find((entry) => entry.refreshToken === token);
  if (!connection) return refuse(400, "invalid_grant", "This refresh token does not exist");
  connection.accessToken = secret("sk_test_");
  world.touched();
  return { status: 200, body: tokenBody(connection) };
}

function tokenBody(connection: Connection): JsonObject {
  return {
    access_token: connection.accessToken,
    livemode: false,
    refresh_token: connection.refreshToken,
    token_type: "bearer",
    stripe_publishable_key: connection.publishableKey,
    stripe_user_id: connection.account,
    scope: connection.scope,
  };
}

/** Connects an account to the platform with new tokens and tells the account's own endpoints. */
export function connectAccount(world: World, account: string, scope: string): Connection {
  const tenant = world.tenants.get(account);
  if (!tenant) throw new Error(`There is no account ${account} in this sandbox.`);
  const connection: Connection = {
    account,
    scope,
    accessToken: secret("sk_test_"),
    refreshToken: secret("rt_"),
    publishableKey: secret("pk_test_"),
  };
  world.connections.delete(account); // Connect endpoints do not hear of an authorisation
  emit(backgroundScope(world, tenant), "account.application.authorized", application(world));
  world.connections.set(account, connection);
  world.touched();
  return connection;
}

/** Ends a connection: its token stops working and Connect endpoints hear of it. False when there was none. */
export function revoke(world: World, account: string): boolean {
  const tenant = world.tenants.get(account);
  if (!tenant || !world.connections.has(account)) return false;
  emit(backgroundScope(world, tenant), "account.application.deauthorized", application(world));
  world.connections.delete(account);
  world.touched();
  return true;
}

function application(world: World): JsonObject {
  const { clientId, name } = world.platform;
  return { id: clientId, object: "application", name: name ?? "Sandbox platform" };
}

/** `POST /oauth/deauthorize`: ends the platform's connection to `stripe_user_id`. */
export function deauthorize(
  world: World,
  authorization: string | undefined,
  body: string,
): OAuthAnswer {
  const form = decodeForm(body);
  const denied = checkClient(world, authorization, form["client_secret"]);
  if (denied) return denied;
  const account = typeof form["stripe_user_id"] === "string" ? form["stripe_user_id"] : "";
  if (form["client_id"] !== world.platform.clientId)
    return refuse(
      401,
      "invalid_client",
      `No such application: '${typeof form["client_id"] === "string" ? form["client_id"] : ""}'`,
    );
  if (!revoke(world, account))
    return refuse(
      401,
      "invalid_client",
      `This application is not connected to stripe account ${account}, or that account does not exist.`,
    );
  return { status: 200, body: { stripe_user_id: account } };
}
