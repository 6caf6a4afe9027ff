import type { z } from "zod";

import { AppError } from "@/lib/core/errors";

import { ProviderError } from "./errors";
import type { Applied, ExecuteOptions } from "./execute-types";
import type { Attempt } from "./http";
import { canRepeat } from "./operation";
import type { Plan, PlanConnection } from "./plan";
import type { Fault, HttpRequest, Operation, ProviderAdapter } from "./types";

/** One operation about to be carried out, with what it needs. */
export interface Call {
  readonly adapter: ProviderAdapter;
  readonly operation: Operation;
  readonly connection: PlanConnection;
  readonly plan: Plan;
  readonly input: unknown;
  readonly request: HttpRequest;
  readonly options: ExecuteOptions;
}

/** A fault of shape in words: the field, and what is wrong with it. */
export function describeIssue(issue: z.core.$ZodIssue): string {
  const field = issue.path.map(String).join(".");
  return field === "" ? issue.message : `“${field}”: ${issue.message}`;
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
      `${call.plan.operation} needs an idempotency key of 1–255 signs.`,
    );
  if (idempotency.by === "field") return operation.request(idempotency.set(input, key));
  if (idempotency.by === "header")
    return { ...request, headers: { ...request.headers, [idempotency.name]: key } };
  return idempotency.mark?.(request, key) ?? request;
}

/** What the provider calls this exchange. */
export function requestIdOf(call: Call, result: Attempt): string | undefined {
  return result.response?.headers[call.adapter.manifest.requestIdHeader];
}

/** Carries a call out, after a look at whether an earlier request arrived. Throws ProviderError. */
export async function apply(
  call: Call,
  attempt: (request: HttpRequest) => Promise<Attempt>,
): Promise<Applied> {
  const { idempotency } = call.operation;
  const { idempotencyKey: key, isFirst = false } = call.options;
  if (idempotency.by === "lookup" && key !== undefined && !isFirst) {
    const request = idempotency.find(call.input, key, call.options.since ?? new Date(0));
    if (request === null) throw unknownOutcome(call);
    const found = await attempt(request);
    if (!found.ok) throw toProviderError(call, { ...found, fault: unlooked(found.fault) });
    const { body } = found.response;
    const earlier = idempotency.hit(body, key);
    if (earlier !== undefined) return toApplied(call, { ...found, body: earlier });
    if (idempotency.isWhole?.(body) === false) throw unknownOutcome(call);
  }
  const result = await attempt(keyedRequest(call));
  if (!result.ok) throw toProviderError(call, result);
  return toApplied(call, { ...result, body: result.response.body });
}

/** A look-up that failed: the write itself may still have happened before. */
const unlooked = (fault: Fault): Fault => ({
  ...fault,
  message: `${fault.message} Whether an earlier request arrived could not be looked up; a retry looks again.`,
});

/** An earlier request may have arrived, and there is no telling. */
function unknownOutcome(call: Call): ProviderError {
  const fault = {
    code: "PROVIDER_ERROR",
    message: `${call.adapter.manifest.name} cannot say whether an earlier request arrived.`,
    retryable: false,
    action: "retry",
  } as const;
  return new ProviderError(call.adapter.name, call.plan.operation, fault, { indeterminate: true });
}

function toProviderError(call: Call, result: Extract<Attempt, { ok: false }>): ProviderError {
  const mayHaveArrived = result.response === undefined || result.response.status >= 500;
  const indeterminate = mayHaveArrived && !canRepeat(call.operation, call.input);
  const fault = indeterminate ? { ...result.fault, retryable: false } : result.fault;
  return new ProviderError(call.adapter.name, call.plan.operation, fault, {
    cause: result.cause,
    indeterminate,
    mayHaveArrived,
  });
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
    nextCursor: call.operation.page?.cursor(result.body) ?? null,
    drift: parsed.success ? [] : parsed.error.issues.map(describeIssue),
  };
}
