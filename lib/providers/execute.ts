import type { z } from "zod";

import { AppError } from "@/lib/core/errors";

import { ProviderError } from "./errors";
import type {
  AuditEntry,
  ExecutorOptions,
  ExecuteOptions,
  Applied,
  Planned,
  Execute,
} from "./execute-types";
import { DEFAULT_TIMEOUT_MS, sendWithRetries } from "./http";
import type { Attempt } from "./http";
import { canRepeat } from "./operation";
import { buildPlan } from "./plan";
import type { Plan, PlanConnection } from "./plan";
import { getProvider } from "./registry";
import type { Fault, HttpRequest, Operation, ProviderAdapter, ProviderCredentials } from "./types";

export type * from "./execute-types";

interface Call {
  readonly adapter: ProviderAdapter;
  readonly operation: Operation;
  readonly connection: PlanConnection;
  readonly plan: Plan;
  readonly input: unknown;
  readonly request: HttpRequest;
  readonly options: ExecuteOptions;
}

function findOperation(adapter: ProviderAdapter, key: string): Operation {
  const operation = Object.hasOwn(adapter.operations, key) ? adapter.operations[key] : undefined;
  if (operation) return operation;
  throw new AppError(
    "not_found",
    `${adapter.manifest.name} has no operation “${key}”. Known: ${Object.keys(adapter.operations).join(", ")}.`,
  );
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const field = issue.path.map(String).join(".");
  return field === "" ? issue.message : `“${field}”: ${issue.message}`;
}

function parseInput(operation: Operation, name: string, input: unknown): unknown {
  const parsed = operation.input.safeParse(input);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(describeIssue);
  throw new AppError("invalid", `The input of ${name} is wrong. ${issues.join("; ")}.`, {
    details: { fields: parsed.error.issues.map((issue) => issue.path.map(String).join(".")) },
  });
}

function pageOf(
  operation: Operation,
  name: string,
  request: HttpRequest,
  cursor: string | undefined,
): HttpRequest {
  if (cursor === undefined) return request;
  if (operation.page) return operation.page.apply(request, cursor);
  throw new AppError("invalid", `${name} has no pages.`);
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

/** Makes the one function that does I/O at providers; verbs and the worker meet the same refusals in it. */
export function createExecutor(ports: ExecutorOptions): Execute {
  const runner = createRunner(ports);
  const execute = async (
    connection: PlanConnection,
    key: string,
    rawInput: unknown,
    options: ExecuteOptions,
  ): Promise<Planned | Applied> => {
    const adapter = (ports.provider ?? getProvider)(connection.provider);
    const operation = findOperation(adapter, key);
    const name = `${adapter.name}.${key}`;
    const input = parseInput(operation, name, rawInput);
    const request = pageOf(operation, name, operation.request(input), options.cursor);
    const plan = buildPlan(adapter, name, operation, connection, request);
    if (options.planHash !== undefined && options.planHash !== plan.planHash)
      throw new AppError(
        "conflict",
        `What was approved for ${name} is not what would be sent now. Make a new plan.`,
      );
    if (options.mode === "plan") return { mode: "plan", plan };
    return runner({ adapter, operation, connection, plan, input, request, options });
  };
  // The overloads only narrow the result by `mode`, which the body does at run time.
  return execute as Execute;
}

function createRunner(ports: ExecutorOptions): (call: Call) => Promise<Applied> {
  const clock = ports.clock ?? (() => new Date());
  const sleep =
    ports.sleep ?? ((ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)));
  const attempt = async (
    call: Call,
    request: HttpRequest,
    refused?: ProviderCredentials,
  ): Promise<Attempt> => {
    const credentials = await ports.credentials.resolve(call.connection, {
      refresh: refused !== undefined,
      ...(refused ? { refused } : {}),
    });
    requireValid(call, credentials);
    call.options.onSend?.();
    const started = clock().getTime();
    const { by } = call.operation.idempotency;
    const repeatable = request.method === "GET" || (by !== "none" && by !== "lookup");
    const result = await sendWithRetries(
      () =>
        call.adapter.send(request, credentials, {
          fetch: ports.fetch ?? globalThis.fetch,
          timeoutMs: ports.timeoutMs ?? DEFAULT_TIMEOUT_MS,
          signal: call.options.signal,
        }),
      (response, now) => call.adapter.classify(response, now),
      { repeatable, sleep, now: clock, signal: call.options.signal },
    );
    ports.trace?.({
      operation: call.plan.operation,
      connection: call.connection.id,
      method: request.method,
      path: request.path,
      status: result.response?.status ?? null,
      outcome: result.ok ? "ok" : result.fault.code,
      attempts: result.attempts,
      ms: clock().getTime() - started,
      requestId: result.ok ? requestIdOf(call, result) : result.fault.requestId,
    });
    if (!result.ok && result.fault.code === "UNAUTHORIZED" && !refused && canRefresh(credentials))
      return attempt(call, request, credentials);
    return result;
  };
  return async (call) => {
    await gate(ports, call);
    const applied = await apply(call, (request) => attempt(call, request)).catch(
      async (error: unknown) => {
        await auditWrite(ports, call, failureOf(error));
        throw error;
      },
    );
    await auditWrite(ports, call, { outcome: "applied", requestId: applied.requestId });
    return applied;
  };
}

/** A stored credential that cannot work is the connection's fault, not that of the input. */
function requireValid(call: Call, credentials: ProviderCredentials): void {
  const verdict = call.adapter.validateCredentials(credentials);
  if (verdict.valid) return;
  throw new ProviderError(call.adapter.name, call.plan.operation, {
    code: "INVALID_CREDENTIALS",
    message: verdict.error ?? "The stored credential is not valid. Connect the account again.",
    retryable: false,
    action: "reconnect",
  });
}

function canRefresh(credentials: ProviderCredentials): boolean {
  return credentials.refresh_token !== undefined;
}

function requestIdOf(call: Call, result: Attempt): string | undefined {
  return result.response?.headers[call.adapter.manifest.requestIdHeader];
}

async function gate(ports: ExecutorOptions, call: Call): Promise<void> {
  if (call.operation.effect === "read") return;
  const verdict = (await ports.approvals?.authorize({
    plan: call.plan,
    connection: call.connection,
    actor: call.options.actor,
  })) ?? { allowed: false };
  if (verdict.allowed) return;
  const reason = verdict.reason ?? "It needs the approval of an admin.";
  await auditWrite(ports, call, { outcome: "refused", reason });
  throw new AppError("forbidden", `${call.operation.title} was not sent. ${reason}`, {
    details: { planHash: call.plan.planHash },
  });
}

async function auditWrite(
  ports: ExecutorOptions,
  { operation, plan, connection, options }: Call,
  entry: Omit<AuditEntry, "plan" | "connection" | "actor">,
): Promise<void> {
  if (operation.effect === "read") return;
  await ports.audit?.({ plan, connection, actor: options.actor, ...entry });
}

function failureOf(error: unknown): Omit<AuditEntry, "plan" | "connection" | "actor"> {
  if (!(error instanceof ProviderError)) return { outcome: "failed" };
  return {
    outcome: error.indeterminate ? "indeterminate" : "failed",
    requestId: error.requestId,
    reason: error.apiCode,
  };
}

async function apply(
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
