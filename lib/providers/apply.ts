import { AppError } from "@/lib/core/errors";

import { ProviderError } from "./errors";
import type { Applied, ClaimsPort, ExecuteOptions } from "./execute-types";
import type { Attempt } from "./http";
import { canRepeat, lookupOf, type Locate } from "./idempotency";
import { describeIssue, issuesOf } from "./issues";
import type { Plan, PlanConnection } from "./plan";
import type { HttpRequest, Operation, Paging, ProviderAdapter } from "./types";

/** A validated call of an operation. */
export interface Call {
  readonly adapter: ProviderAdapter;
  readonly operation: Operation;
  readonly connection: PlanConnection;
  readonly plan: Plan;
  readonly input: unknown;
  readonly request: HttpRequest;
  readonly options: ExecuteOptions;
}

function keyedRequest(call: Call): HttpRequest {
  const { operation, input, options, request } = call;
  const { idempotency } = operation;
  if (operation.effect === "read" || idempotency.by === "nature" || idempotency.by === "none")
    return request;
  const key = options.idempotencyKey;
  if (key === undefined || key === "" || key.length > 255)
    throw new AppError(
      "invalid",
      `${call.plan.operation} needs an idempotency key of 1–255 characters.`,
    );
  if (idempotency.by === "field") return operation.request(idempotency.set(input, key));
  if (idempotency.by === "header")
    return { ...request, headers: { ...request.headers, [idempotency.name]: key } };
  return idempotency.by === "marker" ? idempotency.mark(request, key) : request;
}

/** Returns the provider's request id. */
export function requestIdOf(call: Call, result: Attempt): string | undefined {
  return result.response?.headers[call.adapter.manifest.requestIdHeader];
}

/** A response, and the sender that the credential implies. */
export type Sent = Attempt & { readonly sender: string | undefined };
type Send = (request: HttpRequest) => Promise<Sent>;
type Found = Extract<Sent, { ok: true }> & { readonly body: unknown };

/** Sends a call, unless a lookup shows that an earlier request arrived. Throws ProviderError. */
export async function apply(
  call: Call,
  send: Send,
  claims: ClaimsPort | undefined,
): Promise<Applied> {
  const earlier = await lookUp(call, send, claims);
  if (earlier !== null) return earlier;
  const result = await send(keyedRequest(call));
  if (!result.ok) throw toProviderError(call, result);
  return toApplied(call, { ...result, body: result.response.body });
}

/** Returns what an earlier request wrote. `null` when there was none, or when the operation needs no lookup. */
async function lookUp(
  call: Call,
  send: Send,
  claims: ClaimsPort | undefined,
): Promise<Applied | null> {
  const idempotency = lookupOf(call.operation.idempotency);
  const { idempotencyKey: key, isFirst = false, since } = call.options;
  if (!idempotency || key === undefined || isFirst) return null;
  const isOwned = idempotency.by === "ownership";
  if (isOwned && (since === undefined || claims === undefined))
    throw new AppError(
      "invalid",
      `${call.plan.operation} needs the time of its first attempt and the ids that other steps have claimed.`,
    );
  const { listing = {} } = idempotency;
  const input = await locate(call, send, listing.locate);
  const sought = { input, key, since: since ?? new Date(0) };
  const request = input === null ? null : idempotency.find(sought);
  if (request === null) throw unknownOutcome(call, false);
  let isExhaustive = true;
  for await (const found of pagesOf(call, send, request, listing.paging)) {
    const { body, sender } = found;
    const taken = isOwned ? await claims?.taken(idempotency.claims.idsIn(body)) : undefined;
    const lookup = { ...sought, sender, taken: taken ?? new Set<string>() };
    const earlier = idempotency.match(body, lookup);
    if (earlier !== undefined) return toApplied(call, { ...found, body: earlier });
    const isLast = (listing.paging?.cursor(body) ?? null) === null;
    isExhaustive = isLast && (listing.isExhaustive?.(body, lookup) ?? true);
  }
  // Another step may claim an unclaimed match shortly, so a later lookup can give a definite answer.
  if (!isExhaustive) throw unknownOutcome(call, isOwned);
  await call.options.beforeRepeat?.();
  return null;
}

/** Completes the input's open part from the provider's list. `null` when the list does not have it. */
async function locate(
  call: Call,
  send: Send,
  where: Locate<unknown> | undefined,
): Promise<unknown> {
  const request = where?.request(call.input) ?? null;
  if (!where || request === null) return call.input;
  for await (const { body } of pagesOf(call, send, request, where.paging)) {
    const input = where.place(body, call.input);
    if (input !== undefined) return input;
  }
  return null;
}

/** Max pages of a lookup. */
const MAX_PAGES = 10;

async function* pagesOf(call: Call, send: Send, first: HttpRequest, paging: Paging | undefined) {
  let request: HttpRequest | null = first;
  for (let count = 0; request !== null && count < MAX_PAGES; count++) {
    const found: Found = await read(call, send, request);
    yield found;
    const cursor: string | null = paging?.cursor(found.body) ?? null;
    request = paging && cursor !== null ? paging.apply(request, cursor) : null;
  }
}

/** Sends one request of a lookup. When it fails, the earlier write may still have arrived. */
async function read(call: Call, send: Send, request: HttpRequest): Promise<Found> {
  const found = await send(request);
  if (found.ok) return { ...found, body: found.response.body };
  const { message, retryable } = found.fault;
  const hope = retryable ? " A retry will check again." : "";
  const fault = {
    ...found.fault,
    message: `${message} It could not be checked whether an earlier request arrived.${hope}`,
  };
  throw new ProviderError(call.adapter.name, call.plan.operation, fault, {
    cause: found.cause,
    indeterminate: !retryable, // it would fail each time, so a person must decide
    mayHaveArrived: true,
  });
}

/** Error for an unknown outcome. With `retryable`, a later lookup may settle it. */
function unknownOutcome(call: Call, retryable: boolean): ProviderError {
  const fault = {
    code: "PROVIDER_ERROR",
    message: `${call.adapter.manifest.name} could not confirm whether an earlier request arrived.`,
    retryable,
    action: "retry",
  } as const;
  return new ProviderError(call.adapter.name, call.plan.operation, fault, { indeterminate: true });
}

function toProviderError(call: Call, result: Extract<Attempt, { ok: false }>): ProviderError {
  const mayHaveArrived = result.response === undefined || result.response.status >= 500;
  const isRepeatable = canRepeat(call.operation, call.input);
  // A write that is matched by ownership can be repeated after a lookup. Its outcome is unknown until then.
  const isOpen = !isRepeatable || call.operation.idempotency.by === "ownership";
  const indeterminate = mayHaveArrived && isOpen;
  const fault =
    mayHaveArrived && !isRepeatable ? { ...result.fault, retryable: false } : result.fault;
  return new ProviderError(call.adapter.name, call.plan.operation, fault, {
    cause: result.cause,
    indeterminate,
    mayHaveArrived,
  });
}

function answeredAt(headers: Readonly<Record<string, string>>): Date | null {
  const at = Date.parse(headers["date"] ?? "");
  return Number.isNaN(at) ? null : new Date(at);
}

function toApplied(
  call: Call,
  result: Extract<Attempt, { ok: true }> & { body: unknown },
): Applied {
  const output = call.operation.respond(result.body);
  const parsed = call.operation.output.safeParse(output);
  return {
    mode: "apply",
    plan: call.plan,
    output: parsed.success ? parsed.data : output,
    status: result.response.status,
    requestId: requestIdOf(call, result),
    answeredAt: answeredAt(result.response.headers),
    nextCursor: call.operation.page?.cursor(result.body) ?? null,
    drift: parsed.success ? [] : issuesOf(parsed.error).map(describeIssue),
  };
}
