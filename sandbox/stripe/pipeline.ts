import { setTimeout as sleep } from "node:timers/promises";

import { authenticate } from "./auth.ts";
import type { Call } from "./call.ts";
import { StripeError, badParam, errorBody, redactKey } from "./errors.ts";
import { applyExpand, expandPaths } from "./expand.ts";
import { takeFault } from "./faults.ts";
import { decodeForm, type FormTree } from "./form.ts";
import { handlers } from "./handlers/index.ts";
import { finish, fingerprint, outcomeFor, start } from "./idempotency.ts";
import { validateParams } from "./params.ts";
import { render } from "./render.ts";
import { matchOperation, type Match } from "./router.ts";
import type { JsonObject, Resource } from "./types.ts";
import { refuseIgnored } from "./understood.ts";
import { parseVersion } from "./versions.ts";
import type { Tenant, World } from "./world.ts";

export type ApiRequest = {
  method: string;
  pathname: string;
  query: string;
  headers: Record<string, string | undefined>;
  body: string;
};

/** `body: null` means: drop the connection without an answer. */
export type ApiResponse = {
  status: number;
  headers: Record<string, string>;
  body: string | null;
  account: string | null;
  requestId: string | null;
};

type Prepared = {
  match: Match;
  raw: FormTree;
  tenant: Tenant;
  version: string;
  requestId: string;
  idempotencyKey: string | null;
  key: string;
  /** The account that the caller named, to be echoed. */
  named: string | null;
};

/** Answers one API request: match, authenticate, replay or validate, act, render, expand. Never throws. */
export async function answer(world: World, request: ApiRequest): Promise<ApiResponse> {
  const requestId = world.ids.next("request");
  let prepared: Prepared | null = null;
  try {
    const fault = takeFault(world, request.method, request.pathname);
    prepared = prepare(world, request, requestId);
    const dropped = { status: 0, headers: {}, body: null, account: null, requestId };
    if (fault?.drop && !fault.afterEffect) return dropped;
    if (fault?.status) throw faultError(fault.status);
    const answer = respond(prepared, await run(world, prepared, request, fault?.delayMs ?? 0));
    return fault?.drop ? dropped : answer;
  } catch (error) {
    return failure(prepared, requestId, asStripeError(error));
  }
}

function prepare(world: World, request: ApiRequest, requestId: string): Prepared {
  const match = matchOperation(request.method, request.pathname);
  const { headers } = request;
  const caller = authenticate(world, headers["authorization"], headers["stripe-account"]);
  const version = parseVersion(headers["stripe-version"]);
  if (request.body !== "" && (headers["content-type"] ?? "").includes("json"))
    throw badParam(
      "Invalid request (check that your POST content type is application/x-www-form-urlencoded). If you have any questions, we can help at https://support.stripe.com/.",
    );
  const raw = decodeForm([request.query, request.body].filter((part) => part !== "").join("&"));
  const named = headers["stripe-account"] ?? null;
  const key = request.method === "POST" ? (headers["idempotency-key"] ?? null) : null;
  if (key !== null && key.length > 255)
    throw badParam("Idempotency keys must be 255 characters or fewer.");
  return {
    match,
    raw,
    tenant: caller.tenant,
    version,
    requestId,
    idempotencyKey: key,
    key: redactKey(caller.key),
    named,
  };
}

type Outcome = { status: number; body: string; originalId: string; replayed: boolean };

async function run(
  world: World,
  prepared: Prepared,
  request: ApiRequest,
  delayMs: number,
): Promise<Outcome> {
  const { requestId, idempotencyKey: key } = prepared;
  if (key === null) {
    if (delayMs > 0) await sleep(delayMs);
    return { status: 200, body: execute(world, prepared), originalId: requestId, replayed: false };
  }
  const slot = `${prepared.tenant.id}:${key}`;
  const print = fingerprint(request.method, request.pathname, prepared.raw);
  const earlier = outcomeFor(world, slot, key, print);
  if (earlier) {
    const { status, body, requestId: originalId } = earlier;
    return { status, body, originalId, replayed: true };
  }
  start(world, slot, print, requestId);
  try {
    if (delayMs > 0) await sleep(delayMs);
    const body = execute(world, prepared);
    finish(world, slot, { status: 200, body });
    return { status: 200, body, originalId: requestId, replayed: false };
  } catch (error) {
    const known = asStripeError(error);
    const body = pretty(errorBody(known, requestId));
    finish(world, slot, { status: known.status, body, refusal: known });
    throw known;
  }
}

function execute(world: World, prepared: Prepared): string {
  const { match, raw, tenant, version } = prepared;
  const { operation } = match;
  const handler = handlers[operation.key];
  if (!handler)
    throw new StripeError(501, `not implemented in the sandbox: ${operation.key}`, {
      type: "api_error",
    });
  const params = validateParams(operation, raw, version);
  refuseIgnored(operation.key, params);
  const paths = expandPaths(operation, raw["expand"], version);
  const call: Call = {
    world,
    tenant,
    request: { id: prepared.requestId, idempotencyKey: prepared.idempotencyKey },
    now: world.now,
    deliver: true,
    params,
    path: match.path,
    url: operation.path.replace(/\{(\w+)\}/g, (_, name: string) => match.path[name] ?? ""),
    version,
    key: prepared.key,
  };
  let shown: JsonObject;
  try {
    const result = handler(call);
    shown = isList(result)
      ? { ...result, data: result.data.map((row) => render(tenant, row, version)) }
      : render(tenant, result, version);
    applyExpand(tenant, shown, paths, version);
  } finally {
    if (operation.method !== "GET") world.touched();
  }
  return pretty(shown);
}

function isList(result: JsonObject): result is JsonObject & { data: Resource[] } {
  return result["object"] === "list" && Array.isArray(result["data"]);
}

function respond(prepared: Prepared, outcome: Outcome): ApiResponse {
  const headers = commonHeaders(prepared);
  if (prepared.match.operation.method === "POST") {
    headers["Original-Request"] = outcome.originalId;
    if (prepared.idempotencyKey !== null) headers["Idempotency-Key"] = prepared.idempotencyKey;
    if (outcome.status === 200 || outcome.status === 402) headers["Stripe-Should-Retry"] = "false";
  }
  if (outcome.replayed) headers["Idempotent-Replayed"] = "true";
  const { status, body } = outcome;
  return { status, headers, body, account: prepared.tenant.id, requestId: prepared.requestId };
}

function failure(prepared: Prepared | null, requestId: string, error: StripeError): ApiResponse {
  const anonymous = error.status === 401;
  const body = pretty(errorBody(error, anonymous ? null : requestId));
  if (prepared) {
    const outcome = { status: error.status, body, originalId: requestId, replayed: false };
    const answered = respond(prepared, outcome);
    return { ...answered, headers: { ...answered.headers, ...error.headers } };
  }
  const headers = {
    "Content-Type": "application/json",
    ...(anonymous ? {} : { "Request-Id": requestId }),
    ...error.headers,
  };
  return { status: error.status, headers, body, account: null, requestId };
}

function commonHeaders(prepared: Prepared): Record<string, string> {
  return {
    "Content-Type": "application/json",
    "Request-Id": prepared.requestId,
    "Stripe-Version": prepared.version,
    ...(prepared.named === null ? {} : { "Stripe-Account": prepared.named }),
  };
}

function faultError(status: number): StripeError {
  if (status === 429)
    return new StripeError(
      429,
      "Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.",
      { code: "rate_limit" },
      { "Stripe-Rate-Limited-Reason": "global-rate" },
    );
  return new StripeError(
    status,
    "An unknown error occurred (injected by the sandbox's fault control).",
    status >= 500 ? { type: "api_error" } : {},
  );
}

function asStripeError(error: unknown): StripeError {
  if (error instanceof StripeError) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new StripeError(500, `The sandbox failed: ${detail}`, { type: "api_error" });
}

function pretty(body: JsonObject): string {
  return `${JSON.stringify(body, null, 2)}\n`;
}
